-- Tables, views and foreign tables of everybody's, with what row security says of them and to whom they are open.
SELECT c.oid::pg_catalog.int8 AS relation,
       n.nspname::pg_catalog.text AS schema,
       c.relname::pg_catalog.text AS name,
       c.relkind::pg_catalog.text AS kind,
       c.relowner::pg_catalog.int8 AS owner,
       o.rolname::pg_catalog.text AS owner_name,
       o.rolsuper OR o.rolbypassrls AS owner_above,
       c.relrowsecurity AS enabled,
       c.relforcerowsecurity AS forced,
       c.relispartition AS is_partition,
       (SELECT i.inhparent::pg_catalog.int8
          FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno LIMIT 1) AS parent,
       a.attname IS NOT NULL AS has_tenant,
       -- of a domain, what it is made of
       pg_catalog.format_type(coalesce(nullif(y.typbasetype, '0'), a.atttypid), NULL) AS tenant_type,
       coalesce(a.attnotnull, false) AS tenant_filled,
       ARRAY(SELECT pg_catalog.concat(t.option_name, '=', t.option_value)
               FROM pg_catalog.pg_options_to_table(c.reloptions) AS t) AS options,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type, CASE WHEN x.is_grantable THEN '*' END)
               FROM pg_catalog.aclexplode(c.relacl) AS x) AS grants
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_roles AS o ON o.oid = c.relowner
       LEFT JOIN pg_catalog.pg_attribute AS a
              ON a.attrelid = c.oid AND a.attname = :tenant_column::pg_catalog.name
                 AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_t'
 ORDER BY n.nspname, c.relname
