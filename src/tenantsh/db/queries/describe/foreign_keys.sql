-- Tables' foreign keys: their own first, then those that they have as partitions.
SELECT r.oid AS relation,
       f.name,
       f."table",
       f.own,
       f.refers_to,
       f.definition
  FROM pg_catalog.unnest(:relations::pg_catalog.oid[]) AS r (oid)
       -- each relation's keys are sorted by themselves: so those of the same name come in psql's order
       CROSS JOIN LATERAL (
           SELECT con.conname AS name,
                  con.conrelid::pg_catalog.regclass::pg_catalog.text AS "table",
                  con.conrelid = r.oid AS own,
                  con.confrelid::pg_catalog.regclass::pg_catalog.text AS refers_to,
                  pg_catalog.pg_get_constraintdef(con.oid, true) AS definition
             FROM pg_catalog.pg_constraint AS con
            WHERE con.conrelid = ANY (ARRAY(SELECT a.relid::pg_catalog.oid
                                              FROM pg_catalog.pg_partition_ancestors(r.oid) AS a
                                            UNION ALL
                                            SELECT r.oid))
              AND con.contype = 'f' AND con.conparentid = '0'
            ORDER BY own DESC, con.conname
       ) AS f
