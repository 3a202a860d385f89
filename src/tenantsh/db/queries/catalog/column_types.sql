-- What types are called that columns have, and whether one fills a column that has no default of its own.
SELECT t.oid,
       pg_catalog.format_type(t.oid, NULL) AS name,
       t.typdefault IS NOT NULL AS fills
  FROM pg_catalog.pg_type AS t
 WHERE CASE WHEN :relations::pg_catalog.oid[] IS NULL
            -- all but those of tables' rows, of which there are two for each table
            THEN t.typrelid = '0'
                 AND t.oid NOT IN (SELECT e.typarray FROM pg_catalog.pg_type AS e WHERE e.typrelid <> '0')
            ELSE t.oid IN (SELECT a.atttypid
                             FROM pg_catalog.pg_attribute AS a
                            WHERE a.attrelid = ANY (:relations::pg_catalog.oid[])) END
