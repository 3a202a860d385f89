-- How sequences count.
SELECT s.seqrelid AS relation,
       pg_catalog.format_type(s.seqtypid, NULL) AS type,
       s.seqstart AS start,
       s.seqmin AS minimum,
       s.seqmax AS maximum,
       s.seqincrement AS increment,
       CASE WHEN s.seqcycle THEN 'yes' ELSE 'no' END AS cycles,
       s.seqcache AS cache
  FROM pg_catalog.pg_sequence AS s
 WHERE s.seqrelid = ANY (:relations::pg_catalog.oid[])
