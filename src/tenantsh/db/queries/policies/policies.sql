-- The policies of relations, and which are for a role; their conditions where nobody holds the relation.
WITH subject AS MATERIALIZED (
    SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = coalesce(:role::pg_catalog.name, current_user)
), held AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
           JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
)
SELECT p.polrelid::pg_catalog.int8 AS relation,
       p.polname::pg_catalog.text AS name,
       p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                     ELSE 'ALL' END AS command,
       ARRAY(SELECT CASE r.oid WHEN '0' THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(r.oid)::pg_catalog.text END
               FROM pg_catalog.unnest(p.polroles) WITH ORDINALITY AS r (oid, at)
              ORDER BY r.at) AS roles,
       EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) AS r (oid)
                WHERE r.oid = '0' OR pg_catalog.pg_has_role(s.oid, r.oid, 'usage')) AS mine,
       CASE WHEN said.free THEN pg_catalog.pg_get_expr(p.polqual, p.polrelid) END AS "using",
       CASE WHEN said.free THEN pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) END AS "check",
       said.free AS told
  FROM pg_catalog.pg_policy AS p
       CROSS JOIN subject AS s
       CROSS JOIN LATERAL (
           SELECT :conditions::pg_catalog.bool AND p.polrelid NOT IN (SELECT held.relation FROM held) AS free
            OFFSET 0
       ) AS said
 WHERE :relations::pg_catalog.oid[] IS NULL OR p.polrelid = ANY (:relations::pg_catalog.oid[])
 ORDER BY p.polrelid, NOT p.polpermissive, p.polname
