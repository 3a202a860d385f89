-- What views are made of; asked with an empty search path, so that each name has its schema.
SELECT c.oid AS relation, pg_catalog.pg_get_viewdef(c.oid) AS sql
  FROM pg_catalog.pg_class AS c
 WHERE c.oid = ANY (:relations::pg_catalog.oid[]) AND c.relkind = 'v'
