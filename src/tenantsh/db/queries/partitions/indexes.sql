-- Indexes of partitioned tables that some partition lacks, and indexes of partitions that are not valid.
WITH held AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
)
SELECT x.indrelid::pg_catalog.int8 AS relation,
       n.nspname::pg_catalog.text AS schema,
       i.relname::pg_catalog.text AS name,
       i.relkind = 'I' AS shared,
       x.indisvalid AS valid,
       x.indisunique AS is_unique,
       CASE WHEN said.free THEN pg_catalog.pg_get_indexdef(i.oid) END AS definition,
       CASE WHEN said.free THEN (
           SELECT pg_catalog.pg_get_constraintdef(k.oid)
             FROM pg_catalog.pg_constraint AS k
            WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x') LIMIT 1) END AS of_constraint,
       lacking.relations AS lacking
  FROM pg_catalog.pg_index AS x
       JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
       JOIN pg_catalog.pg_class AS c ON c.oid = x.indrelid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = i.relnamespace
       CROSS JOIN LATERAL (
           SELECT ARRAY(SELECT h.inhrelid::pg_catalog.int8
                          FROM pg_catalog.pg_inherits AS h
                               JOIN pg_catalog.pg_class AS p ON p.oid = h.inhrelid AND p.relkind <> 'f'
                         WHERE i.relkind = 'I' AND h.inhparent = x.indrelid
                           AND NOT EXISTS (
                               SELECT FROM pg_catalog.pg_inherits AS a
                                      JOIN pg_catalog.pg_index AS o ON o.indexrelid = a.inhrelid
                                WHERE a.inhparent = x.indexrelid AND o.indrelid = h.inhrelid)
                         ORDER BY p.relname) AS relations
       ) AS lacking
       CROSS JOIN LATERAL (
           SELECT :sizes::pg_catalog.bool AND c.oid NOT IN (SELECT held.relation FROM held)
                  AND i.oid NOT IN (SELECT held.relation FROM held) AS free
            OFFSET 0
       ) AS said
 WHERE (i.relkind = 'I' OR c.relispartition)
   AND NOT x.indisvalid  -- one of a partitioned table is valid once all partitions have theirs
 ORDER BY x.indrelid, i.relname
