-- How large shards are, each with those of other tables that lie together with it; every node is asked.
SELECT one.shardid::pg_catalog.int8 AS shard, pg_catalog.sum(z.size)::pg_catalog.int8 AS bytes
  FROM pg_catalog.pg_dist_shard AS one
       JOIN pg_catalog.pg_dist_partition AS d ON d.logicalrelid = one.logicalrelid
       JOIN pg_catalog.pg_dist_partition AS beside ON beside.colocationid = d.colocationid
       JOIN pg_catalog.pg_dist_shard AS s
            ON s.logicalrelid = beside.logicalrelid AND s.shardminvalue = one.shardminvalue
       JOIN (SELECT shard_id, pg_catalog.max(size) AS size FROM pg_catalog.citus_shard_sizes() GROUP BY shard_id) AS z
            ON z.shard_id = s.shardid
 WHERE one.shardid = ANY (:shards::pg_catalog.int8[])
 GROUP BY one.shardid
