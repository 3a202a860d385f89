-- The relations that the names in a query mean for this session, each by its place among the names.
SELECT n.at::pg_catalog.int4 AS at, c.oid AS relation, s.nspname::pg_catalog.text AS schema, c.relname::pg_catalog.text AS name
  FROM pg_catalog.unnest(:names::pg_catalog.text[]) WITH ORDINALITY AS n (name, at)
       JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(n.name)::pg_catalog.oid
       JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
 ORDER BY n.at
