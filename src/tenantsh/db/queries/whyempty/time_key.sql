-- The column of dates or times that a table is partitioned by.
SELECT a.attname::pg_catalog.text AS name, pg_catalog.format_type(a.atttypid, NULL) AS type
  FROM pg_catalog.pg_partitioned_table AS p
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
 WHERE p.partrelid = :relation::pg_catalog.oid AND p.partstrat = 'r'
   AND a.atttypid IN ('pg_catalog.date'::pg_catalog.regtype::pg_catalog.oid,
                      'pg_catalog.timestamp'::pg_catalog.regtype::pg_catalog.oid,
                      'pg_catalog.timestamptz'::pg_catalog.regtype::pg_catalog.oid)
