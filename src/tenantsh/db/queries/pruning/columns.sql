-- The columns of date and time types that the relations of a query have, by the relation's place among the names.
SELECT n.at::pg_catalog.int4 AS at,
       a.attname::pg_catalog.text AS name,
       pg_catalog.format_type(a.atttypid, NULL) AS type
  FROM pg_catalog.unnest(:named::pg_catalog.text[]) WITH ORDINALITY AS n (name, at)
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(n.name)::pg_catalog.oid
 WHERE a.attnum > 0 AND NOT a.attisdropped
   AND a.atttypid IN ('pg_catalog.date'::pg_catalog.regtype::pg_catalog.oid,
                      'pg_catalog.timestamp'::pg_catalog.regtype::pg_catalog.oid,
                      'pg_catalog.timestamptz'::pg_catalog.regtype::pg_catalog.oid)
 ORDER BY n.at, a.attnum
