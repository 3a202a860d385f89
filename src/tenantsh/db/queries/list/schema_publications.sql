-- The publications of a whole schema, which PostgreSQL 15 brought.
SELECT p.pubname AS name -- @15+
  FROM pg_catalog.pg_publication AS p -- @15+
       JOIN pg_catalog.pg_publication_namespace AS pn ON pn.pnpubid = p.oid -- @15+
       JOIN pg_catalog.pg_namespace AS n ON n.oid = pn.pnnspid -- @15+
 WHERE n.nspname = :schema::pg_catalog.text -- @15+
 ORDER BY p.pubname -- @15+
SELECT :schema::pg_catalog.name AS name WHERE false -- @-14
