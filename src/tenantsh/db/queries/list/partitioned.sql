-- Partitioned tables and indexes; sizes only on request, for each costs a look at the disk.
SELECT n.nspname AS schema,
       c.relname AS name,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE c.relkind WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END AS type,
       h.inhparent::pg_catalog.regclass::pg_catalog.text AS parent_name,
       i.indrelid::pg_catalog.regclass::pg_catalog.text AS "table",
       am.amname AS access_method,
       s.leaf_size,
       s.total_size,
       CASE WHEN :verbose::pg_catalog.bool
            THEN pg_catalog.obj_description(c.oid, 'pg_class') END AS description
  FROM pg_catalog.pg_class AS c
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
       LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
       LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = c.oid
       LEFT JOIN LATERAL (
           SELECT pg_catalog.pg_size_pretty(pg_catalog.sum(
                      CASE WHEN p.isleaf AND p.level = 1 THEN pg_catalog.pg_table_size(p.relid) ELSE 0 END)) AS leaf_size,
                  pg_catalog.pg_size_pretty(pg_catalog.sum(pg_catalog.pg_table_size(p.relid))) AS total_size
             FROM pg_catalog.pg_partition_tree(c.oid) AS p
       ) AS s ON :verbose::pg_catalog.bool
 WHERE c.relkind = ANY (:kinds::pg_catalog."char"[])
   AND (:nested::pg_catalog.bool OR NOT c.relispartition)
   AND (:system::pg_catalog.bool
        OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'
            AND n.nspname OPERATOR(pg_catalog.!~) '^pg_toast'))
   AND (:name::pg_catalog.text IS NULL
        OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_table_is_visible(c.oid))
 ORDER BY n.nspname, c.relkind = 'I', CASE WHEN :nested::pg_catalog.bool THEN h.inhparent END NULLS FIRST, c.relname
