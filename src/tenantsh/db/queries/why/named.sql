-- The relations with rows that a pattern names.
SELECT c.oid::pg_catalog.int8 AS relation,
       pg_catalog.format('%I.%I', n.nspname, c.relname) AS sql
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND (:name::pg_catalog.text IS NULL
        OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_table_is_visible(c.oid))
 ORDER BY n.nspname, c.relname
