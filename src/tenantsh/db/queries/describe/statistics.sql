-- Tables' extended statistics.
SELECT s.stxrelid AS relation,
       s.stxnamespace::pg_catalog.regnamespace::pg_catalog.text AS schema,
       s.stxname AS name,
       pg_catalog.array_remove(ARRAY[CASE WHEN 'd' = ANY (s.stxkind) THEN 'ndistinct' END,
                                     CASE WHEN 'f' = ANY (s.stxkind) THEN 'dependencies' END,
                                     CASE WHEN 'm' = ANY (s.stxkind) THEN 'mcv' END], NULL) AS kinds,
       pg_catalog.pg_get_statisticsobjdef_columns(s.oid) AS columns, -- @14+
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ') -- @-13
          FROM pg_catalog.unnest(s.stxkeys) AS k (attnum) -- @-13
               JOIN pg_catalog.pg_attribute AS a -- @-13
                 ON a.attrelid = s.stxrelid AND a.attnum = k.attnum AND NOT a.attisdropped) AS columns, -- @-13
       s.stxrelid::pg_catalog.regclass::pg_catalog.text AS "table",
       nullif(s.stxstattarget, -1) AS target
  FROM pg_catalog.pg_statistic_ext AS s
 WHERE s.stxrelid = ANY (:relations::pg_catalog.oid[])
 ORDER BY s.stxnamespace::pg_catalog.regnamespace::pg_catalog.text, s.stxname -- @14+
 ORDER BY s.oid -- @-13
