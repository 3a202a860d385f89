-- The groups of tables whose shards lie together by the tenant's column; one table of each stands for it.
SELECT d.colocationid::pg_catalog.int4 AS "group",
       (pg_catalog.array_agg(d.logicalrelid::pg_catalog.oid::pg_catalog.int8
                             ORDER BY d.logicalrelid::pg_catalog.oid))[1] AS relation,
       pg_catalog.count(*)::pg_catalog.int4 AS tables
  FROM pg_catalog.pg_dist_partition AS d
       JOIN pg_catalog.pg_class AS c ON c.oid = d.logicalrelid::pg_catalog.oid AND NOT c.relispartition
 WHERE d.partkey IS NOT NULL
       AND pg_catalog.column_to_column_name(d.logicalrelid, d.partkey) = :column::pg_catalog.text
 GROUP BY d.colocationid
 ORDER BY pg_catalog.count(*) DESC, d.colocationid
