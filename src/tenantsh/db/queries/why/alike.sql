-- Tables that have a relation's columns and are no partitions of it: what a month is once it was detached.
WITH shape AS (
    SELECT a.attrelid,
           pg_catalog.array_agg(a.attname::pg_catalog.text || ' ' || a.atttypid::pg_catalog.text ORDER BY a.attname)
               AS columns
      FROM pg_catalog.pg_attribute AS a
           JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r'
     WHERE a.attnum > 0 AND NOT a.attisdropped AND c.oid >= '16384'
     GROUP BY a.attrelid
), own AS (
    SELECT pg_catalog.array_agg(a.attname::pg_catalog.text || ' ' || a.atttypid::pg_catalog.text ORDER BY a.attname)
           AS columns
      FROM pg_catalog.pg_attribute AS a
     WHERE a.attrelid = :relation::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
)
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS sql
  FROM shape AS s
       JOIN own AS o ON o.columns OPERATOR(pg_catalog.=) s.columns
       JOIN pg_catalog.pg_class AS c ON c.oid = s.attrelid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname OPERATOR(pg_catalog.!~) '^pg_'
 WHERE c.oid <> :relation::pg_catalog.oid AND NOT c.relispartition
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid)
 ORDER BY 1
 LIMIT 20
