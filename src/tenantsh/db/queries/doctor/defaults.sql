-- Privileges that tables will have from their birth.
SELECT pg_catalog.pg_get_userbyid(d.defaclrole)::pg_catalog.text AS maker,
       n.nspname::pg_catalog.text AS schema,
       d.defaclobjtype::pg_catalog.text AS kind,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type, CASE WHEN x.is_grantable THEN '*' END)
               FROM pg_catalog.aclexplode(d.defaclacl) AS x
              WHERE x.grantee <> d.defaclrole) AS grants
  FROM pg_catalog.pg_default_acl AS d
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
 WHERE d.defaclobjtype = 'r'
 ORDER BY 1, 2
