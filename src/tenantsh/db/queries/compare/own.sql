-- The column of these relations that says whose a row is, by its number.
SELECT a.attrelid::pg_catalog.int8 AS relation,
       a.attnum::pg_catalog.int4 AS number
  FROM pg_catalog.pg_attribute AS a
 WHERE a.attrelid = ANY (:relations::pg_catalog.oid[])
   AND a.attname::pg_catalog.text = :tenant_column::pg_catalog.text
   AND a.attnum > 0
   AND NOT a.attisdropped
