-- Functions that a policy or a trigger calls, or that act as their owner, or whose text reads or changes the context.
WITH held AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
           JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
)
SELECT f.oid::pg_catalog.int8 AS oid,
       n.nspname::pg_catalog.text AS schema,
       f.proname::pg_catalog.text AS name,
       pg_catalog.pg_get_function_identity_arguments(f.oid) AS arguments,
       f.prokind::pg_catalog.text AS kind,
       f.proowner::pg_catalog.int8 AS owner,
       o.rolname::pg_catalog.text AS owner_name,
       o.rolsuper OR o.rolbypassrls AS owner_above,
       f.prosecdef AS definer,
       f.provolatile::pg_catalog.text AS volatility,
       f.proleakproof AS leakproof,
       l.lanname::pg_catalog.text AS language,
       f.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype::pg_catalog.oid
           OR f.prorettype = 'pg_catalog.event_trigger'::pg_catalog.regtype::pg_catalog.oid AS is_trigger,
       ARRAY(SELECT s.setting FROM pg_catalog.unnest(f.proconfig) AS s (setting)) AS settings,
       pg_catalog.concat(f.prosrc
           , ' ', CASE WHEN f.prosqlbody IS NOT NULL  -- @14+
                        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS b  -- @14+
                                         WHERE b.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid AND b.objid = f.oid  -- @14+
                                           AND b.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid  -- @14+
                                           AND b.refobjid IN (SELECT h.relation FROM held AS h))  -- @14+
                      THEN pg_catalog.pg_get_function_sqlbody(f.oid) END  -- @14+
       ) AS source,
       EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid AND e.objid = f.oid
                  AND e.deptype = 'e') AS of_extension,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type, CASE WHEN x.is_grantable THEN '*' END)
               FROM pg_catalog.aclexplode(coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))) AS x) AS grants
  FROM pg_catalog.pg_proc AS f
       JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace
       JOIN pg_catalog.pg_roles AS o ON o.oid = f.proowner
       JOIN pg_catalog.pg_language AS l ON l.oid = f.prolang
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND f.prokind IN ('f', 'p')
   AND (f.prosecdef OR f.proleakproof
        OR f.prosrc OPERATOR(pg_catalog.~*)
           '(current_setting|set_config|set\s+(local\s+|session\s+)?("?role|authorization|"?[a-z_]+"?\.|row_security|session)|\mreset\M|\mdiscard\M)'
        OR l.lanname = 'plpgsql' AND f.prosrc OPERATOR(pg_catalog.~*) '\mexecute\M'
        OR EXISTS (SELECT FROM pg_catalog.unnest(f.proconfig) AS s (setting)
                    WHERE s.setting OPERATOR(pg_catalog.~*) '^(role|row_security|session_authorization|[^=]+\.[^=]+)=')
        OR f.prosqlbody IS NOT NULL  -- @14+
        OR EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid
                      AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
                      AND d.refobjid = f.oid)
        OR EXISTS (SELECT FROM pg_catalog.pg_trigger AS t
                    WHERE t.tgfoid = f.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'))
 ORDER BY n.nspname, f.proname, f.oid
