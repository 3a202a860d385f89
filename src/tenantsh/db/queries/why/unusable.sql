-- The schemas that the session's role may not use.
SELECT n.nspname::pg_catalog.text AS schema
  FROM pg_catalog.pg_namespace AS n
 WHERE NOT pg_catalog.has_schema_privilege(n.oid, 'usage') AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(toast|temp)'
