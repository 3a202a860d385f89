-- Policies, with their conditions and the functions and relations that these name; where nobody holds the relation.
WITH held AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
           JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
), named AS MATERIALIZED (
    SELECT d.objid AS policy,
           pg_catalog.array_agg(DISTINCT d.refobjid::pg_catalog.int8)
               FILTER (WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid) AS functions,
           pg_catalog.array_agg(DISTINCT d.refobjid::pg_catalog.int8)
               FILTER (WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                        AND d.refobjid <> o.polrelid)
               AS relations
      FROM pg_catalog.pg_depend AS d
           JOIN pg_catalog.pg_policy AS o ON o.oid = d.objid
     WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid
     GROUP BY d.objid
)
SELECT p.polrelid::pg_catalog.int8 AS relation,
       p.polname::pg_catalog.text AS name,
       p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                     ELSE 'ALL' END AS command,
       ARRAY(SELECT r.oid::pg_catalog.int8 FROM pg_catalog.unnest(p.polroles) AS r (oid)) AS roles,
       CASE WHEN said.free THEN pg_catalog.pg_get_expr(p.polqual, p.polrelid) END AS "using",
       CASE WHEN said.free THEN pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) END AS "check",
       said.free AS told,
       coalesce(n.functions, '{}'::pg_catalog.int8[]) AS functions,
       coalesce(n.relations, '{}'::pg_catalog.int8[]) AS relations
  FROM pg_catalog.pg_policy AS p
       LEFT JOIN named AS n ON n.policy = p.oid
       CROSS JOIN LATERAL (SELECT p.polrelid NOT IN (SELECT h.relation FROM held AS h) AS free OFFSET 0) AS said
 ORDER BY p.polrelid, NOT p.polpermissive, p.polname
