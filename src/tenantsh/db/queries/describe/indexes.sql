-- Tables' indexes, the primary key first, with the constraints that they serve.
SELECT i.indrelid AS relation,
       x.relname AS name,
       i.indisprimary AS is_primary,
       i.indisunique AS is_unique,
       con.contype::pg_catalog.text AS constraint_type,
       pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) AS definition,
       pg_catalog.pg_get_constraintdef(con.oid, true) AS constraint_definition,
       coalesce(con.conperiod, false) AS without_overlaps, -- @18+
       false AS without_overlaps, -- @-17
       coalesce(con.condeferrable, false) AS deferrable,
       coalesce(con.condeferred, false) AS initially_deferred,
       i.indisclustered AS clustered,
       i.indisvalid AS valid,
       i.indisreplident AS replica_identity,
       spc.spcname AS tablespace
  FROM pg_catalog.pg_index AS i
       JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
       LEFT JOIN pg_catalog.pg_tablespace AS spc ON spc.oid = x.reltablespace
       LEFT JOIN pg_catalog.pg_constraint AS con
              ON con.conrelid = i.indrelid AND con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
 WHERE i.indrelid = ANY (:relations::pg_catalog.oid[])
 ORDER BY i.indisprimary DESC, x.relname
