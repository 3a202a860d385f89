-- The labels of enums that are known already: what of them somebody may have changed.
SELECT e.enumtypid::pg_catalog.int8 AS oid,
       pg_catalog.array_agg(e.enumlabel::pg_catalog.text ORDER BY e.enumsortorder) AS labels
  FROM pg_catalog.pg_enum AS e
 WHERE e.enumtypid OPERATOR(pg_catalog.=) ANY (:oids::pg_catalog.oid[])
 GROUP BY e.enumtypid
