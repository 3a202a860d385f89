-- Foreign keys, but for those that partitions have from their tables.
SELECT k.conrelid::pg_catalog.int8 AS relation,
       k.confrelid::pg_catalog.int8 AS refers_to,
       k.conname::pg_catalog.text AS name,
       ARRAY(SELECT a.attname::pg_catalog.text
               FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS c (number, at)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = c.number
              ORDER BY c.at) AS columns,
       ARRAY(SELECT a.attname::pg_catalog.text
               FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS c (number, at)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = c.number
              ORDER BY c.at) AS referred
  FROM pg_catalog.pg_constraint AS k
 WHERE k.contype = 'f' AND k.conparentid = '0'
 ORDER BY k.conrelid, k.conname
