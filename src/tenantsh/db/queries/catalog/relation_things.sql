-- What belongs to relations and has a name: constraints, policies, triggers, rules, statistics.
-- Where the role may only use single columns, constraints that are about others are left out: they tell of them.
WITH hidden AS MATERIALIZED (
    SELECT a.attrelid AS relation, a.attnum
      FROM (SELECT DISTINCT x.attrelid FROM pg_catalog.pg_attribute AS x WHERE x.attacl IS NOT NULL OFFSET 0) AS partly
           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = partly.attrelid
     WHERE a.attnum > 0
       AND NOT a.attisdropped
       AND NOT pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'select, insert, update')
),
-- expressions are not written for tables that somebody alters at this moment: it would be waited for
altered AS MATERIALIZED (
    SELECT l.relation
      FROM pg_catalog.pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
)
SELECT 'constraint' AS kind,
       con.conname::pg_catalog.text AS name,
       con.conrelid AS "of",
       con.confrelid AS other,
       CASE WHEN EXISTS (SELECT FROM hidden AS h WHERE h.relation = con.confrelid AND h.attnum = ANY (con.confkey))
            THEN 'FOREIGN KEY'
            WHEN con.contype IN ('c', 'x') AND con.conrelid IN (SELECT l.relation FROM altered AS l)
            THEN CASE con.contype WHEN 'c' THEN 'CHECK' ELSE 'EXCLUDE' END
            ELSE COALESCE(pg_catalog."left"(pg_catalog.pg_get_constraintdef(con.oid, true), 100), '') END AS detail
  FROM pg_catalog.pg_constraint AS con
 WHERE con.conrelid >= '16384' AND con.contype <> 't'
   -- column 0 is the whole row
   AND NOT EXISTS (SELECT
                     FROM hidden AS h
                    WHERE h.relation = con.conrelid AND (h.attnum = ANY (con.conkey) OR '0' = ANY (con.conkey)))
UNION ALL
SELECT 'policy', p.polname::pg_catalog.text, p.polrelid, '0',
       pg_catalog.concat(
           CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                ELSE 'ALL' END,
           CASE WHEN NOT p.polpermissive THEN ', restrictive' END,
           ' to ',
           COALESCE((SELECT pg_catalog.string_agg(r.rolname::pg_catalog.text, ', ' ORDER BY r.rolname)
                       FROM pg_catalog.pg_roles AS r
                      WHERE r.oid = ANY (p.polroles)), 'public'))
  FROM pg_catalog.pg_policy AS p
UNION ALL
SELECT 'trigger', t.tgname::pg_catalog.text, t.tgrelid, '0',
       pg_catalog.concat(
           CASE WHEN t.tgtype::pg_catalog.int4 & 64 <> 0 THEN 'INSTEAD OF' WHEN t.tgtype::pg_catalog.int4 & 2 <> 0 THEN 'BEFORE' ELSE 'AFTER' END,
           ' ',
           pg_catalog.concat_ws(' OR ', CASE WHEN t.tgtype::pg_catalog.int4 & 4 <> 0 THEN 'INSERT' END,
                                        CASE WHEN t.tgtype::pg_catalog.int4 & 16 <> 0 THEN 'UPDATE' END,
                                        CASE WHEN t.tgtype::pg_catalog.int4 & 8 <> 0 THEN 'DELETE' END,
                                        CASE WHEN t.tgtype::pg_catalog.int4 & 32 <> 0 THEN 'TRUNCATE' END),
           ', ', f.proname, '()',
           CASE WHEN t.tgenabled = 'D' THEN ', disabled' END)
  FROM pg_catalog.pg_trigger AS t
       JOIN pg_catalog.pg_proc AS f ON f.oid = t.tgfoid
 WHERE NOT t.tgisinternal
UNION ALL
SELECT 'rule', r.rulename::pg_catalog.text, r.ev_class, '0',
       pg_catalog.concat('ON ', CASE r.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT'
                                               WHEN '4' THEN 'DELETE' END,
                         CASE WHEN r.is_instead THEN ' DO INSTEAD' END)
  FROM pg_catalog.pg_rewrite AS r
 WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT 'statistics', s.stxname::pg_catalog.text, s.stxrelid, '0', n.nspname::pg_catalog.text
  FROM pg_catalog.pg_statistic_ext AS s
       JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
