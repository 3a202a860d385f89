-- Privileges that somebody has on single columns.
SELECT a.attrelid::pg_catalog.int8 AS relation,
       a.attname::pg_catalog.text AS name,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type, CASE WHEN x.is_grantable THEN '*' END)
               FROM pg_catalog.aclexplode(a.attacl) AS x) AS grants
  FROM pg_catalog.pg_attribute AS a
 WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped AND a.attrelid >= '16384'
 ORDER BY a.attrelid, a.attnum
