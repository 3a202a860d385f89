-- Domains with what they allow.
SELECT n.nspname AS schema,
       t.typname AS name,
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
       (SELECT c.collname
          FROM pg_catalog.pg_collation AS c
               JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype AND b.typcollation <> t.typcollation
         WHERE c.oid = t.typcollation) AS collation,
       CASE WHEN t.typnotnull THEN 'not null' END AS nullable,
       t.typdefault AS "default",
       pg_catalog.array_to_string(ARRAY(
           SELECT pg_catalog.pg_get_constraintdef(r.oid, true)
             FROM pg_catalog.pg_constraint AS r
            WHERE r.contypid = t.oid
              AND r.contype = 'c' -- @17+
            ORDER BY r.conname -- @17+
       ), ' ') AS checks,
       pg_catalog.array_to_string(t.typacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.cardinality(t.typacl) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(t.typacl, E'\n') END AS access_privileges, -- @17+
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.obj_description(t.oid, 'pg_type') END AS description
  FROM pg_catalog.pg_type AS t
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
 WHERE t.typtype = 'd'
   AND (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR t.typname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_type_is_visible(t.oid))
 ORDER BY n.nspname, t.typname
