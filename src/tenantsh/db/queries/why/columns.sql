-- A relation's columns: the types beneath their domains, their places in its primary key, and whether they may be read.
WITH RECURSIVE bare (attnum, type) AS (
    SELECT a.attnum, a.atttypid
      FROM pg_catalog.pg_attribute AS a
     WHERE a.attrelid = :relation::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
     UNION ALL
    SELECT b.attnum, t.typbasetype
      FROM bare AS b
           JOIN pg_catalog.pg_type AS t ON t.oid = b.type AND t.typtype = 'd'
)
SELECT a.attname::pg_catalog.text AS name,
       pg_catalog.format_type(t.oid, '-1') AS type,
       -- others have code of somebody's behind what reads their values: checks of domains within them
       t.typtype IN ('b', 'e') AND (t.typcategory <> 'A' OR e.typtype IN ('b', 'e'))
           OR t.typtype IN ('r', 'm') AND t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
       AS plain,
       CASE WHEN at.place < i.indnkeyatts THEN at.place ELSE -1 END AS key,
       pg_catalog.has_column_privilege(c.oid, a.attnum, 'select') AS readable,
       coalesce(p.partstrat = 'r' AND p.partnatts = '1' AND p.partattrs[0] = a.attnum AND a.atttypid IN (
           'pg_catalog.timestamptz'::pg_catalog.regtype::pg_catalog.oid,
           'pg_catalog.timestamp'::pg_catalog.regtype::pg_catalog.oid,
           'pg_catalog.date'::pg_catalog.regtype::pg_catalog.oid
       ), false) AS moment
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
       JOIN bare AS b ON b.attnum = a.attnum
       JOIN pg_catalog.pg_type AS t ON t.oid = b.type AND t.typtype <> 'd'
       LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem
       LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
       CROSS JOIN LATERAL (
           SELECT pg_catalog.array_position(i.indkey::pg_catalog.int2[], a.attnum) AS place  -- counted from 0
       ) AS at
       LEFT JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid = c.oid
 WHERE c.oid = :relation::pg_catalog.oid
 ORDER BY a.attnum
