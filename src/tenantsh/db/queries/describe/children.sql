-- Relations' partitions, or the tables that inherit from them; a default partition last.
SELECT i.inhparent AS relation,
       c.oid::pg_catalog.regclass::pg_catalog.text AS "table",
       c.relkind::pg_catalog.text AS kind,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
       i.inhdetachpending AS detach_pending -- @14+
       false AS detach_pending -- @-13
  FROM pg_catalog.pg_inherits AS i
       JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
 WHERE i.inhparent = ANY (:relations::pg_catalog.oid[])
 ORDER BY pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', c.oid::pg_catalog.regclass::pg_catalog.text
