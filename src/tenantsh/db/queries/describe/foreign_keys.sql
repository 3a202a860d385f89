-- A table's foreign keys: its own first, then those that it has as a partition.
SELECT con.conname AS name,
       con.conrelid::pg_catalog.regclass::pg_catalog.text AS "table",
       con.conrelid = :relation::pg_catalog.oid AS own,
       con.confrelid::pg_catalog.regclass::pg_catalog.text AS refers_to,
       pg_catalog.pg_get_constraintdef(con.oid, true) AS definition
  FROM pg_catalog.pg_constraint AS con
 WHERE con.conrelid IN (SELECT a.relid FROM pg_catalog.pg_partition_ancestors(:relation::pg_catalog.oid) AS a
                        UNION ALL
                        SELECT :relation::pg_catalog.oid)
   AND con.contype = 'f' AND con.conparentid = 0
 ORDER BY own DESC, con.conname
