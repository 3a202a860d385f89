-- Which of these names are functions of PostgreSQL's own that may give something else at each call.
SELECT DISTINCT p.proname::pg_catalog.text AS name
  FROM pg_catalog.pg_proc AS p
 WHERE p.oid < 16384::pg_catalog.oid AND p.provolatile = 'v' AND p.proname = ANY (:names::pg_catalog.name[])
 ORDER BY 1
