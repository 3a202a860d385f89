-- The tables whose long values TOAST tables hold.
SELECT c.reltoastrelid AS relation,
       n.nspname AS schema,
       c.relname AS name
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.reltoastrelid = ANY (:relations::pg_catalog.oid[])
