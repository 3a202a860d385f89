-- The privileges that objects will have when they are made, by owner and schema.
SELECT pg_catalog.pg_get_userbyid(d.defaclrole) AS owner,
       n.nspname AS schema,
       CASE d.defaclobjtype WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'function'
                            WHEN 'L' THEN 'large object' -- @18+
                            WHEN 'T' THEN 'type' WHEN 'n' THEN 'schema' END AS type,
       pg_catalog.array_to_string(d.defaclacl, E'\n') AS access_privileges -- @-16
       CASE WHEN pg_catalog.cardinality(d.defaclacl) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(d.defaclacl, E'\n') END AS access_privileges -- @17+
  FROM pg_catalog.pg_default_acl AS d
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
 WHERE (:name::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default
        OR pg_catalog.pg_get_userbyid(d.defaclrole) OPERATOR(pg_catalog.~) :name::pg_catalog.text
               COLLATE pg_catalog.default)
 ORDER BY owner, schema, type
