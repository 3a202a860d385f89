-- The partitions that hold the rows of the partitioned tables that a query names, or a view in it, or its plan reads.
--
-- Nothing here waits for a lock: what somebody holds has the size of the last VACUUM or ANALYZE.
WITH RECURSIVE named AS (
    SELECT pg_catalog.to_regclass(n.name)::pg_catalog.oid AS oid
      FROM pg_catalog.unnest(:named::pg_catalog.text[]) AS n (name)
), meant AS (
    SELECT named.oid FROM named WHERE named.oid IS NOT NULL
     UNION
    SELECT d.refobjid
      FROM meant AS m
           JOIN pg_catalog.pg_class AS v ON v.oid = m.oid AND v.relkind = 'v'
           JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = m.oid
           JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
                AND d.objid = r.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
), scanned AS MATERIALIZED (
    SELECT c.oid
      FROM ROWS FROM (pg_catalog.unnest(:scanned_schemas::pg_catalog.text[]), pg_catalog.unnest(:scanned_relations::pg_catalog.text[]))
               AS s (schema, relation)
           JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schema
           JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = s.relation
), up AS (
    SELECT o.oid FROM (SELECT meant.oid FROM meant UNION SELECT scanned.oid FROM scanned) AS o
     UNION
    SELECT i.inhparent
      FROM up AS u
           JOIN pg_catalog.pg_class AS c ON c.oid = u.oid AND c.relispartition
           JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = u.oid
), tree AS (
    SELECT c.oid, c.oid AS root, NULL::pg_catalog.oid AS parent, NULL::pg_catalog.oid AS first, 0 AS level
      FROM up AS u
           JOIN pg_catalog.pg_class AS c ON c.oid = u.oid AND c.relkind = 'p' AND NOT c.relispartition
     UNION ALL
    SELECT i.inhrelid, t.root, t.oid, coalesce(t.first, i.inhrelid), t.level + 1
      FROM tree AS t
           JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid
), held AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
           JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
)
SELECT t.root::pg_catalog.int8 AS root,
       rn.nspname::pg_catalog.text AS root_schema,
       r.relname::pg_catalog.text AS root_name,
       pg_catalog.pg_table_is_visible(r.oid) AS root_visible,
       pg_catalog.pg_get_partkeydef(t.root) AS key,
       CASE WHEN k.partstrat = 'r' AND k.partnatts = 1 THEN a.attname::pg_catalog.text END AS column,
       CASE WHEN k.partstrat = 'r' AND k.partnatts = 1 THEN pg_catalog.format_type(a.atttypid, NULL) END AS type,
       ARRAY(SELECT b.attname::pg_catalog.text
               FROM pg_catalog.unnest(pk.partattrs::pg_catalog.int2[]) WITH ORDINALITY AS o (number, at)
                    JOIN pg_catalog.pg_attribute AS b ON b.attrelid = t.parent AND b.attnum = o.number
              WHERE pk.partstrat <> 'r' AND '0' <> ALL (pk.partattrs::pg_catalog.int2[])
              ORDER BY o.at) AS keys,
       pk.partstrat = 'h' AS is_hashed,
       n.nspname::pg_catalog.text AS schema,
       c.relname::pg_catalog.text AS name,
       c.relkind::pg_catalog.text AS kind,
       t.level,
       pk.partdefid = t.oid AS is_default,
       pg_catalog.pg_get_expr(f.relpartbound, 0) AS bound,
       c.reltuples::pg_catalog.int8 AS tuples,
       CASE WHEN its.free THEN pg_catalog.pg_total_relation_size(c.oid) END AS bytes,
       CASE WHEN its.scanned THEN
           (greatest(c.relpages, 0) + coalesce((SELECT pg_catalog.sum(o.relpages)
                                                  FROM pg_catalog.pg_class AS o
                                                 WHERE o.oid = c.reltoastrelid
                                                       OR o.oid IN (SELECT x.indexrelid FROM pg_catalog.pg_index AS x
                                                                     WHERE x.indrelid IN (c.oid, c.reltoastrelid))), 0)
           )::pg_catalog.int8 * pg_catalog.current_setting('block_size')::pg_catalog.int8 END AS about_bytes
  FROM tree AS t
       JOIN pg_catalog.pg_class AS c ON c.oid = t.oid AND c.relkind <> 'p'
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_class AS r ON r.oid = t.root
       JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
       JOIN pg_catalog.pg_partitioned_table AS k ON k.partrelid = t.root
       JOIN pg_catalog.pg_partitioned_table AS pk ON pk.partrelid = t.parent
       JOIN pg_catalog.pg_class AS f ON f.oid = t.first
       LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.root AND a.attnum = k.partattrs[0]
       CROSS JOIN LATERAL (
           SELECT s.scanned, s.scanned AND t.oid NOT IN (SELECT held.relation FROM held) AS free
             FROM (SELECT c.relkind = 'r' AND t.oid IN (SELECT scanned.oid FROM scanned) AS scanned) AS s
            OFFSET 0
       ) AS its
 ORDER BY rn.nspname, r.relname, t.level, c.relname
