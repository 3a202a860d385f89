-- How views are defined.
SELECT c.oid::pg_catalog.int8 AS view,
       pg_catalog.pg_get_viewdef(c.oid) AS definition
  FROM pg_catalog.pg_class AS c
 WHERE c.oid = ANY (:relations::pg_catalog.oid[])
 ORDER BY c.oid
