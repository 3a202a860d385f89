-- The queries behind views and materialized views.
SELECT c.oid AS relation,
       pg_catalog.pg_get_viewdef(c.oid, true) AS text
  FROM pg_catalog.pg_class AS c
 WHERE c.oid = ANY (:relations::pg_catalog.oid[])
