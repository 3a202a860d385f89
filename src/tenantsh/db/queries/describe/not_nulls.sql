-- Tables' not-null constraints, which have names from PostgreSQL 18 on.
SELECT con.conrelid AS relation,
       con.conname AS name,
       a.attname AS "column",
       con.connoinherit AS no_inherit,
       con.conislocal AS local,
       con.coninhcount <> 0 AS inherited,
       con.convalidated AS valid
  FROM pg_catalog.pg_constraint AS con
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = con.conrelid AND a.attnum = con.conkey[1]
 WHERE con.conrelid = ANY (:relations::pg_catalog.oid[]) AND con.contype = 'n'
 ORDER BY a.attnum
