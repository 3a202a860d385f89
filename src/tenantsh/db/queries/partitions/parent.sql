-- Whose partition a relation is, as a person names it.
SELECT h.inhparent::pg_catalog.regclass::pg_catalog.text AS parent
  FROM pg_catalog.pg_inherits AS h
 WHERE h.inhrelid = :relation::pg_catalog.oid
