-- The tables that tables inherit from; what a partition belongs to is another question.
SELECT i.inhrelid AS relation,
       c.oid::pg_catalog.regclass::pg_catalog.text AS "table"
  FROM pg_catalog.pg_inherits AS i
       JOIN pg_catalog.pg_class AS c ON c.oid = i.inhparent
 WHERE i.inhrelid = ANY (:relations::pg_catalog.oid[]) AND c.relkind NOT IN ('p', 'I')
 ORDER BY i.inhseqno
