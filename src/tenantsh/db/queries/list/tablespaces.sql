-- Tablespaces; sizes only on request, for each costs a look at the disk.
SELECT t.spcname AS name,
       pg_catalog.pg_get_userbyid(t.spcowner) AS owner,
       pg_catalog.pg_tablespace_location(t.oid) AS location,
       pg_catalog.array_to_string(t.spcacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.cardinality(t.spcacl) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(t.spcacl, E'\n') END AS access_privileges, -- @17+
       t.spcoptions::pg_catalog.text AS options,
       CASE WHEN :verbose::pg_catalog.bool
            THEN pg_catalog.pg_size_pretty(pg_catalog.pg_tablespace_size(t.oid)) END AS size,
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.shobj_description(t.oid, 'pg_tablespace') END AS description
  FROM pg_catalog.pg_tablespace AS t
 WHERE (:name::pg_catalog.text IS NULL
        OR t.spcname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY t.spcname
