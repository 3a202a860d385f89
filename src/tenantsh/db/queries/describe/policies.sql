-- Tables' row-security policies; `roles` and `command` are null where a policy is for all.
SELECT p.polrelid AS relation,
       p.polname AS name,
       p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
            END AS command,
       CASE WHEN p.polroles OPERATOR(pg_catalog.<>) '{0}'
            THEN ARRAY(SELECT r.rolname::pg_catalog.text
                         FROM pg_catalog.pg_roles AS r
                        WHERE r.oid = ANY (p.polroles)
                        ORDER BY r.rolname) END AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
  FROM pg_catalog.pg_policy AS p
 WHERE p.polrelid = ANY (:relations::pg_catalog.oid[])
 ORDER BY p.polname
