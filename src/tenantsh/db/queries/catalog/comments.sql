-- Comments on relations and their columns, those of one relation in one row.
SELECT d.objoid AS relation,
       pg_catalog.array_agg(a.attname::pg_catalog.text) AS names,
       pg_catalog.array_agg(pg_catalog."left"(pg_catalog.split_part(d.description, E'\n', 1), 100)) AS comments
  FROM pg_catalog.pg_description AS d
       LEFT JOIN pg_catalog.pg_attribute AS a ON d.objsubid > 0 AND a.attrelid = d.objoid AND a.attnum = d.objsubid
 WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
   AND (:relations::pg_catalog.oid[] IS NULL OR d.objoid = ANY (:relations::pg_catalog.oid[]))
 GROUP BY d.objoid
