-- The schemas whose tables publications hold, which PostgreSQL 15 brought.
SELECT p.oid AS publication, -- @15+
       n.nspname AS name -- @15+
  FROM pg_catalog.pg_publication AS p -- @15+
       JOIN pg_catalog.pg_publication_namespace AS pn ON pn.pnpubid = p.oid -- @15+
       JOIN pg_catalog.pg_namespace AS n ON n.oid = pn.pnnspid -- @15+
 WHERE NOT p.puballtables -- @15+
   AND (:name::pg_catalog.text IS NULL -- @15+
        OR p.pubname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default) -- @15+
 ORDER BY n.nspname -- @15+
SELECT 0::pg_catalog.oid AS publication, :name::pg_catalog.name AS name WHERE false -- @-14
