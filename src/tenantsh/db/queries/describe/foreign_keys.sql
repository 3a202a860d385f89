-- Tables' foreign keys: their own first, then those that they have as partitions.
WITH asked AS (
    SELECT r.oid AS relation, r.oid AS relid
      FROM pg_catalog.unnest(:relations::pg_catalog.oid[]) AS r (oid)
     UNION
    SELECT c.oid AS relation, a.relid::pg_catalog.oid
      FROM pg_catalog.pg_class AS c
           CROSS JOIN LATERAL pg_catalog.pg_partition_ancestors(c.oid) AS a (relid)
     WHERE c.oid = ANY (:relations::pg_catalog.oid[]) AND c.relispartition
)
SELECT asked.relation,
       con.conname AS name,
       con.conrelid::pg_catalog.regclass::pg_catalog.text AS "table",
       con.conrelid = asked.relation AS own,
       con.confrelid::pg_catalog.regclass::pg_catalog.text AS refers_to,
       pg_catalog.pg_get_constraintdef(con.oid, true) AS definition
  FROM asked
       JOIN pg_catalog.pg_constraint AS con ON con.conrelid = asked.relid
 WHERE con.contype = 'f' AND con.conparentid = 0
 ORDER BY own DESC, con.conname
