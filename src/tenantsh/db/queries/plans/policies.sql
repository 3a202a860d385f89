-- The row-security policies of these relations that apply to this role, and whether row security is in force for it.
SELECT p.polrelid::pg_catalog.int8 AS relation,
       p.polname::pg_catalog.text AS name,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
            END AS command
  FROM pg_catalog.pg_policy AS p
 WHERE p.polrelid = ANY (:relations::pg_catalog.oid[])
   AND pg_catalog.row_security_active(p.polrelid)
   AND EXISTS (SELECT
                 FROM pg_catalog.unnest(p.polroles) AS r (oid)
                WHERE r.oid = 0::pg_catalog.oid OR pg_catalog.pg_has_role(r.oid, 'usage'))
 ORDER BY p.polrelid, p.polname
