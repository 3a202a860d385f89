-- Schemas, and to whom they are open.
SELECT n.oid::pg_catalog.int8 AS oid,
       n.nspname::pg_catalog.text AS name,
       n.nspowner::pg_catalog.int8 AS owner,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type, CASE WHEN x.is_grantable THEN '*' END)
               FROM pg_catalog.aclexplode(n.nspacl) AS x) AS grants
  FROM pg_catalog.pg_namespace AS n
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_t'
 ORDER BY n.nspname
