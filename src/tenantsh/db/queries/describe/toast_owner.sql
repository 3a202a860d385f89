-- The table whose long values a TOAST table holds.
SELECT n.nspname AS schema,
       c.relname AS name
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.reltoastrelid = :relation::pg_catalog.oid
