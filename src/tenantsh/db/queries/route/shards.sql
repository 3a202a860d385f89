-- What table shards are of, how many shards that table has, and where each lies.
SELECT s.shardid::pg_catalog.int8 AS shard,
       pg_catalog.format('%I.%I', n.nspname, c.relname) AS full_name,
       CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN pg_catalog.quote_ident(c.relname)
            ELSE pg_catalog.format('%I.%I', n.nspname, c.relname) END AS "table",
       CASE WHEN d.partkey IS NOT NULL THEN 'distributed'
            WHEN d.repmodel = 't' THEN 'reference'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_dist_schema AS o WHERE o.colocationid = d.colocationid) THEN 'schema'
            ELSE 'local' END AS manner,
       (SELECT pg_catalog.count(*)
          FROM pg_catalog.pg_dist_shard AS o
         WHERE o.logicalrelid = s.logicalrelid)::pg_catalog.int4 AS shards,
       (SELECT pg_catalog.format('%s:%s', node.nodename, node.nodeport)
          FROM pg_catalog.pg_dist_placement AS p
               JOIN pg_catalog.pg_dist_node AS node ON node.groupid = p.groupid AND node.noderole = 'primary'
         WHERE p.shardid = s.shardid AND p.shardstate = 1
         ORDER BY p.placementid
         LIMIT 1) AS node
  FROM pg_catalog.pg_dist_shard AS s
       JOIN pg_catalog.pg_dist_partition AS d ON d.logicalrelid = s.logicalrelid
       JOIN pg_catalog.pg_class AS c ON c.oid = s.logicalrelid::pg_catalog.oid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE s.shardid = ANY (:shards::pg_catalog.int8[])
 ORDER BY s.shardid
