-- The unique indexes of these relations whose columns are never null, the primary key first.
SELECT i.indrelid::pg_catalog.int8 AS relation,
       ARRAY(
           SELECT k.attnum::pg_catalog.int4
             FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, at)
            WHERE k.at <= i.indnkeyatts
            ORDER BY k.at
       ) AS numbers
  FROM pg_catalog.pg_index AS i
 WHERE i.indrelid = ANY (:relations::pg_catalog.oid[])
   AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
   AND NOT EXISTS (
           SELECT FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, at)
                  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE k.at <= i.indnkeyatts AND NOT a.attnotnull
       )
 ORDER BY i.indrelid, i.indisprimary DESC, i.indnkeyatts, i.indexrelid
