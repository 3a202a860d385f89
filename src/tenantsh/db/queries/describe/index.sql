-- What indexes are for and how they are kept.
SELECT i.indexrelid AS relation,
       i.indisprimary AS is_primary,
       i.indisunique AS is_unique,
       i.indnullsnotdistinct AS nulls_not_distinct, -- @15+
       false AS nulls_not_distinct, -- @-14
       am.amname AS method,
       t.relname AS "table",
       pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) AS predicate,
       i.indisclustered AS clustered,
       i.indisvalid AS valid,
       NOT i.indimmediate AND coalesce(k.deferrable, false) AS deferrable,
       NOT i.indimmediate AND coalesce(k.deferred, false) AS initially_deferred,
       i.indisreplident AS replica_identity
  FROM pg_catalog.pg_index AS i
       JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
       JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
       JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
       LEFT JOIN LATERAL (
           SELECT pg_catalog.bool_or(con.condeferrable) AS deferrable, pg_catalog.bool_or(con.condeferred) AS deferred
             FROM pg_catalog.pg_constraint AS con
            WHERE con.conrelid = i.indrelid AND con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
       ) AS k ON true
 WHERE i.indexrelid = ANY (:relations::pg_catalog.oid[])
