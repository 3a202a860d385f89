-- Schemas with their owners and privileges.
SELECT n.nspname AS name,
       pg_catalog.pg_get_userbyid(n.nspowner) AS owner,
       pg_catalog.array_to_string(n.nspacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.cardinality(n.nspacl) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(n.nspacl, E'\n') END AS access_privileges, -- @17+
       pg_catalog.obj_description(n.oid, 'pg_namespace') AS description
  FROM pg_catalog.pg_namespace AS n
 WHERE (:system::pg_catalog.bool
        OR (n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY n.nspname
