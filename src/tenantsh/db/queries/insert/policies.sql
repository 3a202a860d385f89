-- What row security asks of the rows that this role inserts into a table.
SELECT p.polname::pg_catalog.text AS name,
       p.polpermissive AS permissive,
       pg_catalog.pg_get_expr(coalesce(p.polwithcheck, p.polqual), p.polrelid) AS condition
  FROM pg_catalog.pg_policy AS p
 WHERE p.polrelid = :relation::pg_catalog.oid
       AND p.polcmd IN ('a', '*')
       AND (p.polroles OPERATOR(pg_catalog.=) '{0}'
            OR EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) AS r (oid)
                        WHERE pg_catalog.pg_has_role(r.oid, 'usage')))
 ORDER BY p.polname
