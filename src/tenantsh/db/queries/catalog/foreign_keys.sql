-- Foreign keys between relations; of those that partitions have, the copies that refer to partitions are left out.
SELECT con.conrelid AS relation,
       ARRAY(SELECT a.attname::pg_catalog.text
               FROM pg_catalog.unnest(con.conkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = con.conrelid AND a.attnum = k.number
              ORDER BY k.place) AS columns,
       con.confrelid AS refers_to,
       ARRAY(SELECT a.attname::pg_catalog.text
               FROM pg_catalog.unnest(con.confkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = con.confrelid AND a.attnum = k.number
              ORDER BY k.place) AS others
  FROM pg_catalog.pg_constraint AS con
       LEFT JOIN pg_catalog.pg_constraint AS p ON p.oid = con.conparentid
 WHERE con.contype = 'f'
   AND (p.oid IS NULL OR p.confrelid = con.confrelid)
   AND (:relations::pg_catalog.oid[] IS NULL
        OR con.conrelid = ANY (:relations::pg_catalog.oid[]) OR con.confrelid = ANY (:relations::pg_catalog.oid[]))
 ORDER BY con.conrelid, con.conname
