-- Partitioned tables, all that hangs beneath them, and tables that look like their partitions but are none.
--
-- Nothing here waits for a lock: bounds are deparsed for relation 0, and where `sizes` are wanted, relations that
-- somebody holds or waits for exclusively are left out. Only who comes between these two looks can make it wait.
WITH RECURSIVE top AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relnamespace
      FROM pg_catalog.pg_class AS c
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind = 'p'
       AND (NOT c.relispartition OR :name::pg_catalog.text IS NOT NULL)
       AND (:name::pg_catalog.text IS NULL
            OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
       AND (:schema::pg_catalog.text IS NULL
            OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
       AND (NOT :visible_only::pg_catalog.bool OR :name::pg_catalog.text IS NULL
            OR pg_catalog.pg_table_is_visible(c.oid))
), tree AS (
    SELECT t.oid, t.oid AS root, NULL::pg_catalog.oid AS parent, 0 AS level, false AS detach_pending
      FROM top AS t
     UNION ALL
    SELECT i.inhrelid, t.root, t.oid, t.level + 1,
           i.inhdetachpending  -- @14+
           false  -- @-13
      FROM tree AS t
           JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid
), sought AS MATERIALIZED (
    SELECT t.oid, pg_catalog.lower(t.relname) AS lower_name, t.relnamespace, c.relnatts, c.relrowsecurity,
           ARRAY(SELECT pg_catalog.concat(a.attname, ':', a.atttypid)
                   FROM pg_catalog.pg_attribute AS a
                  WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                  ORDER BY a.attname) AS columns
      FROM top AS t
           JOIN pg_catalog.pg_class AS c ON c.oid = t.oid AND NOT c.relispartition
), alone AS MATERIALIZED (
    SELECT c.oid, c.relnamespace, c.relkind, c.relnatts, c.relrowsecurity, pg_catalog.lower(c.relname) AS lower_name,
           c.relname OPERATOR(pg_catalog.~) '[0-9]{4}' AS dated
      FROM pg_catalog.pg_class AS c
     WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid)
), near AS MATERIALIZED (
    -- of the same schema by name, or by the number of columns and a year, or where it has less protection;
    -- of others by name, unless there are too many
    SELECT s.oid AS root, c.oid, c.relkind, c.dated, true AS beside,
           pg_catalog.strpos(c.lower_name, s.lower_name) > 0 AS named
      FROM sought AS s
           JOIN alone AS c ON c.relnamespace = s.relnamespace
     WHERE c.oid <> s.oid
       AND ((c.dated OR s.relrowsecurity AND NOT c.relrowsecurity)
            AND c.relnatts BETWEEN pg_catalog.cardinality(s.columns) AND s.relnatts + 5
            OR pg_catalog.strpos(c.lower_name, s.lower_name) > 0)
     UNION ALL
    SELECT s.oid, c.oid, c.relkind, c.dated, false, true
      FROM sought AS s
           JOIN alone AS c ON c.relnamespace <> s.relnamespace
     WHERE (SELECT pg_catalog.count(*) FROM sought) <= 20
       AND c.relkind IN ('r', 'f') AND pg_catalog.strpos(c.lower_name, s.lower_name) > 0
), shaped AS MATERIALIZED (
    SELECT d.oid, ARRAY(SELECT pg_catalog.concat(o.attname, ':', o.atttypid)
                          FROM pg_catalog.pg_attribute AS o
                         WHERE o.attrelid = d.oid AND o.attnum > 0 AND NOT o.attisdropped
                         ORDER BY o.attname) AS columns
      FROM (SELECT DISTINCT n.oid FROM near AS n) AS d
), lookalike AS (
    SELECT DISTINCT ON (c.oid) c.oid, c.root, NULL::pg_catalog.oid AS parent, -1 AS level, false AS detach_pending
      FROM near AS c
           JOIN sought AS s ON s.oid = c.root
           JOIN shaped AS its ON its.oid = c.oid
     WHERE (c.relkind <> 'p' AND its.columns OPERATOR(pg_catalog.=) s.columns
            AND (c.named OR pg_catalog.cardinality(s.columns) > 3)
            OR c.named AND c.beside AND c.dated AND its.columns OPERATOR(pg_catalog.<@) s.columns
               AND pg_catalog.cardinality(its.columns) * 2 > pg_catalog.cardinality(s.columns))
     ORDER BY c.oid, c.beside DESC, c.named DESC, pg_catalog.length(s.lower_name) DESC, s.oid
), wanted AS MATERIALIZED (
    SELECT * FROM tree
     UNION ALL
    SELECT * FROM lookalike
), held AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
           JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
), indexed AS MATERIALIZED (
    SELECT x.indrelid,
           pg_catalog.count(h.inhparent) AS attached,
           pg_catalog.count(*) FILTER (WHERE h.inhparent IS NULL) AS own,
           pg_catalog.count(*) FILTER (WHERE NOT x.indisvalid) AS invalid,
           pg_catalog.sum(i.relpages) AS pages,
           pg_catalog.bool_or(i.oid IN (SELECT held.relation FROM held)) AS held
      FROM pg_catalog.pg_index AS x
           JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
           LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = x.indexrelid
     WHERE x.indrelid IN (SELECT wanted.oid FROM wanted)
     GROUP BY x.indrelid
), guarding AS MATERIALIZED (
    SELECT p.polrelid, p.polname, p.polpermissive, p.polcmd, p.polroles,
           pg_catalog.concat_ws('|', p.polqual::pg_catalog.text, 'check', p.polwithcheck::pg_catalog.text) AS tree
      FROM pg_catalog.pg_policy AS p
     WHERE p.polrelid IN (SELECT wanted.oid FROM wanted)
), worded AS MATERIALIZED (
    -- where a condition stood in the text that it was made of, and how its casts were written, is not what it says
    SELECT d.tree, pg_catalog.md5(pg_catalog.regexp_replace(d.tree,
               ':(?:location|stmt_location|stmt_len|\w*format|queryId|rellockmode) -?\d+', '', 'g')) AS said
      FROM (SELECT DISTINCT g.tree FROM guarding AS g) AS d
), guarded AS MATERIALIZED (
    SELECT g.polrelid, pg_catalog.array_agg(g.polname::pg_catalog.text ORDER BY g.polname) AS names,
           pg_catalog.md5(pg_catalog.string_agg(
               pg_catalog.concat_ws('|', g.polpermissive, g.polcmd,
                   ARRAY(SELECT r.oid FROM pg_catalog.unnest(g.polroles) AS r (oid) ORDER BY r.oid), w.said), E'\n'
               ORDER BY g.polpermissive, g.polcmd, w.said, g.polroles)) AS said
      FROM guarding AS g
           JOIN worded AS w ON w.tree = g.tree
     GROUP BY g.polrelid
)
SELECT c.oid::pg_catalog.int8 AS relation,
       w.root::pg_catalog.int8 AS root,
       w.parent::pg_catalog.int8 AS parent,
       w.level,
       n.nspname::pg_catalog.text AS schema,
       c.relname::pg_catalog.text AS name,
       pg_catalog.pg_table_is_visible(c.oid) AS visible,
       c.relkind::pg_catalog.text AS kind,
       k.partstrat::pg_catalog.text AS strategy,
       key.columns AS key,
       key.types AS key_types,
       coalesce(up.partdefid = c.oid, false) AS is_default,
       pg_catalog.pg_get_expr(c.relpartbound, 0) AS bound,
       w.detach_pending,
       pg_catalog.pg_stat_get_live_tuples(c.oid) AS live,
       c.reltuples::pg_catalog.int8 AS tuples,
       size.heap + size.indexes AS bytes,
       size.indexes AS index_bytes,
       size.toast AS toast_bytes,
       CASE WHEN c.relkind IN ('r', 'm') AND c.relpages > 0
            THEN (c.relpages + coalesce(t.relpages, 0) + coalesce(x.pages, 0))::pg_catalog.int8
                 * pg_catalog.current_setting('block_size')::pg_catalog.int8 END AS about_bytes,
       measuring.held,
       pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text AS owner,
       c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS forced,
       coalesce(g.names, '{}') AS policies,
       g.said AS policies_say,
       pg_catalog.has_schema_privilege(n.oid, 'usage') AND (pg_catalog.has_table_privilege(c.oid, 'select')
           OR pg_catalog.has_any_column_privilege(c.oid, 'select')) AS readable,
       c.relrowsecurity AND pg_catalog.row_security_active(c.oid) AS filtered,
       reading.roles AS readers,
       coalesce(x.attached, 0) AS indexes_attached,
       coalesce(x.own, 0) AS indexes_own,
       coalesce(x.invalid, 0) AS indexes_invalid,
       CASE WHEN c.relkind = 'p' THEN ARRAY(
           SELECT a.attname::pg_catalog.text
             FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY a.attnum) END AS columns,
       pg_catalog.to_char(greatest(pg_catalog.pg_stat_get_last_vacuum_time(c.oid),
                                   pg_catalog.pg_stat_get_last_autovacuum_time(c.oid)),
                          'YYYY-MM-DD HH24:MI:SS"+00"') AS last_vacuum,
       pg_catalog.to_char(greatest(pg_catalog.pg_stat_get_last_analyze_time(c.oid),
                                   pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid)),
                          'YYYY-MM-DD HH24:MI:SS"+00"') AS last_analyze
  FROM wanted AS w
       JOIN pg_catalog.pg_class AS c ON c.oid = w.oid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
       LEFT JOIN pg_catalog.pg_partitioned_table AS k ON k.partrelid = c.oid
       LEFT JOIN pg_catalog.pg_partitioned_table AS up ON up.partrelid = w.parent
       LEFT JOIN indexed AS x ON x.indrelid = c.oid
       LEFT JOIN guarded AS g ON g.polrelid = c.oid
       LEFT JOIN LATERAL (
           SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY p.at) AS columns,
                  pg_catalog.array_agg(o.opcintype::pg_catalog.regtype::pg_catalog.text ORDER BY p.at) AS types
             FROM ROWS FROM (pg_catalog.unnest(k.partattrs::pg_catalog.int2[]),
                             pg_catalog.unnest(k.partclass::pg_catalog.oid[])) WITH ORDINALITY
                      AS p (attnum, opclass, at)
                  JOIN pg_catalog.pg_opclass AS o ON o.oid = p.opclass
                  LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.partrelid AND a.attnum = p.attnum
       ) AS key ON k.partrelid IS NOT NULL
       CROSS JOIN LATERAL (
           SELECT coalesce(x.held, false) OR c.oid IN (SELECT held.relation FROM held)
                  OR c.reltoastrelid IN (SELECT held.relation FROM held) AS held
            OFFSET 0
       ) AS measuring
       CROSS JOIN LATERAL (
           -- CASE, since no other condition is sure to be looked at first
           SELECT CASE WHEN measuring.held OR NOT :sizes::pg_catalog.bool OR c.relkind NOT IN ('r', 'm') THEN NULL
                       ELSE pg_catalog.pg_table_size(c.oid) END AS heap,
                  CASE WHEN measuring.held OR NOT :sizes::pg_catalog.bool OR c.relkind NOT IN ('r', 'm') THEN NULL
                       ELSE pg_catalog.pg_indexes_size(c.oid) END AS indexes,
                  CASE WHEN measuring.held OR NOT :sizes::pg_catalog.bool OR c.relkind NOT IN ('r', 'm') THEN NULL
                       WHEN c.reltoastrelid = '0' THEN 0
                       ELSE pg_catalog.pg_total_relation_size(c.reltoastrelid) END AS toast
       ) AS size
       LEFT JOIN LATERAL (
           SELECT pg_catalog.array_agg(CASE r.grantee WHEN '0' THEN 'PUBLIC'
                      ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r.grantee)) END
                      ORDER BY r.grantee) AS roles
             FROM (SELECT e.grantee
                     FROM pg_catalog.aclexplode(c.relacl) AS e
                    WHERE e.privilege_type = 'SELECT' AND e.grantee <> c.relowner
                    UNION
                   SELECT e.grantee
                     FROM pg_catalog.pg_attribute AS a
                          CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS e
                    WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL
                      AND e.privilege_type = 'SELECT' AND e.grantee <> c.relowner) AS r
       ) AS reading ON true
 ORDER BY w.root, w.level, c.relname
