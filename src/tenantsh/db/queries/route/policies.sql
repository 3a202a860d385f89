-- The policies for this role on the relations that a statement names, and what they ask of rows that are there.
SELECT named.at::pg_catalog.int4 AS at,
       p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                     ELSE 'ALL' END AS command,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using"
  FROM pg_catalog.unnest(:names::pg_catalog.text[]) WITH ORDINALITY AS named (name, at)
       JOIN pg_catalog.pg_policy AS p ON p.polrelid = pg_catalog.to_regclass(named.name)::pg_catalog.oid
 WHERE EXISTS (SELECT
                 FROM pg_catalog.unnest(p.polroles) AS r (oid)
                WHERE r.oid = 0::pg_catalog.oid OR pg_catalog.pg_has_role(r.oid, 'usage'))
 ORDER BY named.at, p.polname
