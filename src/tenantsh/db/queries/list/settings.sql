-- Configuration parameters, all of them or those that differ from their defaults.
SELECT s.name,
       pg_catalog.current_setting(s.name) AS value,
       s.vartype AS type,
       s.context,
       pg_catalog.array_to_string(p.paracl, E'\n') AS access_privileges -- @15-16
       CASE WHEN pg_catalog.cardinality(p.paracl) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(p.paracl, E'\n') END AS access_privileges -- @17+
       NULL::pg_catalog.text AS access_privileges -- @-14
  FROM pg_catalog.pg_settings AS s
       LEFT JOIN pg_catalog.pg_parameter_acl AS p ON p.parname = pg_catalog.lower(s.name) -- @15+
 WHERE (:defaults::pg_catalog.bool OR (s.source <> 'default' AND s.setting IS DISTINCT FROM s.boot_val))
   AND (:name::pg_catalog.text IS NULL
        OR pg_catalog.lower(s.name) OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY s.name
