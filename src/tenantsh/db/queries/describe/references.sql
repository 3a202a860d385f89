-- The foreign keys of other tables that refer to tables, or to what they are partitions of.
WITH referred AS (
    SELECT r.oid
      FROM pg_catalog.unnest(:relations::pg_catalog.oid[]) AS r (oid)
     UNION
    SELECT a.relid::pg_catalog.oid
      FROM pg_catalog.pg_class AS c
           CROSS JOIN LATERAL pg_catalog.pg_partition_ancestors(c.oid) AS a (relid)
     WHERE c.oid = ANY (:relations::pg_catalog.oid[]) AND c.relispartition
), keys AS MATERIALIZED (
    SELECT con.oid, con.conname, con.conrelid, con.confrelid
      FROM pg_catalog.pg_constraint AS con
     WHERE con.confrelid = ANY (ARRAY(SELECT r.oid FROM referred AS r))
       AND con.contype = 'f' AND con.conparentid = '0'
)
SELECT c.oid AS relation,
       f.name,
       f."table",
       f.definition
  FROM pg_catalog.pg_class AS c
       -- each relation's keys are sorted by themselves: so those of the same name come in psql's order
       CROSS JOIN LATERAL (
           SELECT k.conname AS name,
                  k.conrelid::pg_catalog.regclass::pg_catalog.text AS "table",
                  pg_catalog.pg_get_constraintdef(k.oid, true) AS definition
             FROM keys AS k
            WHERE k.confrelid = ANY (ARRAY(SELECT a.relid::pg_catalog.oid
                                             FROM pg_catalog.pg_partition_ancestors(c.oid) AS a
                                           UNION ALL
                                           SELECT c.oid))
            ORDER BY k.conname
       ) AS f
 WHERE c.oid = ANY (:relations::pg_catalog.oid[])
   AND (c.relispartition OR c.oid IN (SELECT k.confrelid FROM keys AS k))
