-- What of a database says how its policies know whose rows they show; of many policies, the first thousand are read.
WITH tables AS MATERIALIZED (
    SELECT c.oid, c.relrowsecurity
      FROM pg_catalog.pg_class AS c
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
       AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                        WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                          AND e.objid = c.oid AND e.deptype = 'e')
), policies AS MATERIALIZED (
    SELECT p.oid, p.polrelid, p.polqual, p.polwithcheck
      FROM pg_catalog.pg_policy AS p
           JOIN tables AS t ON t.oid = p.polrelid
     ORDER BY p.oid
     LIMIT 1000
), called AS MATERIALIZED (
    SELECT DISTINCT p.oid AS policy, f.oid AS function, pg_catalog.concat(n.nspname, '.', f.proname) AS name, f.prosrc AS source
      FROM policies AS p
           JOIN pg_catalog.pg_depend AS d
                ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid AND d.objid = p.oid
                   AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
           JOIN pg_catalog.pg_proc AS f ON f.oid = d.refobjid
           JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace AND n.nspname <> 'pg_catalog'
), texts AS MATERIALIZED (
    SELECT p.oid AS policy,
           pg_catalog.concat_ws(' ', pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) AS text
      FROM policies AS p
     UNION ALL
    SELECT c.policy, c.source FROM called AS c
     UNION ALL  -- @14+
    SELECT c.policy, pg_catalog.pg_get_function_sqlbody(c.function) FROM called AS c  -- @14+
)
SELECT 'database' AS kind, pg_catalog.current_database()::pg_catalog.text AS name, 1::pg_catalog.int8 AS times
 UNION ALL
SELECT 'login', session_user::pg_catalog.text, 1
 UNION ALL
SELECT 'tables', '', pg_catalog.count(*) FROM tables
 UNION ALL
SELECT 'policies', '', pg_catalog.count(*) FROM policies
 UNION ALL
SELECT 'setting', pg_catalog.lower(s.words[1]), pg_catalog.count(DISTINCT t.policy)
  FROM texts AS t
       CROSS JOIN LATERAL pg_catalog.regexp_matches(t.text, 'current_setting\s*\(\s*''([^''.]+\.[^'']+)''', 'gi') AS s (words)
 GROUP BY 2
 UNION ALL
SELECT 'by role', '', pg_catalog.count(DISTINCT t.policy)
  FROM texts AS t
 WHERE t.text OPERATOR(pg_catalog.~*) '\m(current_user|session_user|current_role)\M'
 UNION ALL
SELECT 'app_metadata', '', pg_catalog.count(DISTINCT t.policy)
  FROM texts AS t
 WHERE t.text OPERATOR(pg_catalog.~) 'app_metadata'
 UNION ALL
SELECT 'function', c.name, pg_catalog.count(DISTINCT c.policy) FROM called AS c GROUP BY c.name
 UNION ALL
SELECT 'column', a.attname::pg_catalog.text, pg_catalog.count(*)
  FROM tables AS t
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE a.attname OPERATOR(pg_catalog.~*) '^(tenant|org|organi[sz]ation|account|company|workspace|team|customer|client)(_?(id|uuid|key))?$'
 GROUP BY 2
 UNION ALL
-- roles that this login may take, and that may read what the policies are on
SELECT 'role', r.rolname::pg_catalog.text, pg_catalog.count(*)
  FROM pg_catalog.pg_roles AS r
       JOIN tables AS t ON t.relrowsecurity
 WHERE r.rolname <> session_user AND r.oid >= '16384' AND NOT r.rolsuper AND NOT r.rolbypassrls
   AND pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
   AND pg_catalog.has_any_column_privilege(r.oid, t.oid, 'SELECT')
 GROUP BY 2
 UNION ALL
SELECT 'own', '', pg_catalog.count(*)
  FROM tables AS t
 WHERE t.relrowsecurity AND pg_catalog.has_any_column_privilege(session_user, t.oid, 'SELECT')
 ORDER BY 1, 3 DESC, 2
