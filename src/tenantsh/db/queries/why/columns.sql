-- A relation's columns: their types without modifiers, their places in its primary key, and whether the session's role may read them.
SELECT a.attname::pg_catalog.text AS name,
       pg_catalog.format_type(a.atttypid, '-1') AS type,
       CASE WHEN at.place < i.indnkeyatts THEN at.place ELSE -1 END AS key,
       pg_catalog.has_column_privilege(c.oid, a.attnum, 'select') AS readable,
       coalesce(p.partstrat = 'r' AND p.partnatts = '1' AND p.partattrs[0] = a.attnum AND a.atttypid IN (
           'pg_catalog.timestamptz'::pg_catalog.regtype,
           'pg_catalog.timestamp'::pg_catalog.regtype,
           'pg_catalog.date'::pg_catalog.regtype
       ), false) AS moment
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
       CROSS JOIN LATERAL (
           SELECT pg_catalog.array_position(i.indkey::pg_catalog.int2[], a.attnum) AS place  -- counted from 0
       ) AS at
       LEFT JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid = c.oid
 WHERE c.oid = :relation::pg_catalog.oid
 ORDER BY a.attnum
