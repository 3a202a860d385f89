-- The policies of partitioned tables, to be made on their partitions too; their conditions where nobody holds them.
SELECT p.polrelid::pg_catalog.int8 AS relation,
       p.polname::pg_catalog.text AS name,
       p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                     ELSE 'ALL' END AS command,
       ARRAY(SELECT CASE r.oid WHEN '0' THEN 'PUBLIC'
                               ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r.oid)) END
               FROM pg_catalog.unnest(p.polroles) AS r (oid)) AS roles,
       CASE WHEN said.free THEN pg_catalog.pg_get_expr(p.polqual, p.polrelid) END AS visible,
       CASE WHEN said.free THEN pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) END AS writable,
       said.free AS told
  FROM pg_catalog.pg_policy AS p
       JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid AND c.relkind = 'p'
       CROSS JOIN LATERAL (
           SELECT :sizes::pg_catalog.bool
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks AS l
                                   WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
                                     AND l.relation = c.oid) AS free
            OFFSET 0
       ) AS said
 ORDER BY p.polrelid, p.polname
