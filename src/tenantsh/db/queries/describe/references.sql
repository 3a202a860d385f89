-- The foreign keys of other tables that refer to a table, or to what it is a partition of.
SELECT con.conname AS name,
       con.conrelid::pg_catalog.regclass::pg_catalog.text AS "table",
       pg_catalog.pg_get_constraintdef(con.oid, true) AS definition
  FROM pg_catalog.pg_constraint AS con
 WHERE con.confrelid IN (SELECT a.relid FROM pg_catalog.pg_partition_ancestors(:relation::pg_catalog.oid) AS a
                         UNION ALL
                         SELECT :relation::pg_catalog.oid)
   AND con.contype = 'f' AND con.conparentid = 0
 ORDER BY con.conname
