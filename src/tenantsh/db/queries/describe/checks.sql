-- Tables' check constraints.
SELECT con.conrelid AS relation,
       con.conname AS name,
       pg_catalog.pg_get_constraintdef(con.oid, true) AS definition
  FROM pg_catalog.pg_constraint AS con
 WHERE con.conrelid = ANY (:relations::pg_catalog.oid[]) AND con.contype = 'c'
 ORDER BY con.conname
