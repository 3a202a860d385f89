-- The shard that each organization's rows are in, of one table, and the nodes that it lies on.
--
-- get_shard_id_for_distribution_column() would want the right to read the table, which a login has not.
WITH hashed AS MATERIALIZED (
    SELECT org.id,
           CASE pg_catalog.format_type(key.atttypid, NULL)
                WHEN 'bigint' THEN pg_catalog.worker_hash(org.id::pg_catalog.int8)
                WHEN 'integer' THEN pg_catalog.worker_hash(org.id::pg_catalog.int4)
                WHEN 'uuid' THEN pg_catalog.worker_hash(org.id::pg_catalog.uuid)
                WHEN 'text' THEN pg_catalog.worker_hash(org.id)
                WHEN 'character varying' THEN pg_catalog.worker_hash(org.id)
                END AS hash
      FROM pg_catalog.pg_dist_partition AS d
           JOIN pg_catalog.pg_attribute AS key
                ON key.attrelid = d.logicalrelid::pg_catalog.oid
                   AND key.attname = pg_catalog.column_to_column_name(d.logicalrelid, d.partkey)::pg_catalog.name
           CROSS JOIN pg_catalog.unnest(:orgs::pg_catalog.text[]) AS org (id)
     WHERE d.logicalrelid::pg_catalog.oid = :relation::pg_catalog.oid AND d.partmethod = 'h'
)
SELECT h.id AS org,
       s.shardid::pg_catalog.int8 AS shard,
       pg_catalog.array_agg(pg_catalog.format('%s:%s', n.nodename, n.nodeport) ORDER BY n.nodeid) AS nodes
  FROM hashed AS h
       JOIN pg_catalog.pg_dist_shard AS s
            ON s.logicalrelid::pg_catalog.oid = :relation::pg_catalog.oid
               AND h.hash BETWEEN s.shardminvalue::pg_catalog.int4 AND s.shardmaxvalue::pg_catalog.int4
       JOIN pg_catalog.pg_dist_placement AS p ON p.shardid = s.shardid AND p.shardstate = 1
       JOIN pg_catalog.pg_dist_node AS n ON n.groupid = p.groupid AND n.noderole = 'primary'
 GROUP BY h.id, s.shardid
