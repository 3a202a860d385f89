-- A relation's columns: their types, their places in its primary key, and whether the session's role may read them.
SELECT a.attname::pg_catalog.text AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       coalesce(pg_catalog.array_position(i.indkey::pg_catalog.int2[], a.attnum), -1) AS key,
       pg_catalog.has_column_privilege(c.oid, a.attnum, 'select') AS readable
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
 WHERE c.oid = :relation::pg_catalog.oid
 ORDER BY a.attnum
