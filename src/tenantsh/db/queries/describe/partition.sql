-- What partitions are partitions of; their constraints only on request, for reading them locks the parents.
SELECT c.oid AS relation,
       i.inhparent::pg_catalog.regclass::pg_catalog.text AS parent,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
       i.inhdetachpending AS detach_pending, -- @14+
       false AS detach_pending, -- @-13
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.pg_get_partition_constraintdef(c.oid) END AS "constraint"
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
 WHERE c.oid = ANY (:relations::pg_catalog.oid[])
