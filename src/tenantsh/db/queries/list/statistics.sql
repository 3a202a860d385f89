-- Extended statistics; how they are written down in full is known since PostgreSQL 14.
SELECT s.stxnamespace::pg_catalog.regnamespace::pg_catalog.text AS schema,
       s.stxname AS name,
       NULL AS definition, -- @-13
       pg_catalog.format('%s FROM %s', pg_catalog.pg_get_statisticsobjdef_columns(s.oid), -- @14+
                         s.stxrelid::pg_catalog.regclass) AS definition, -- @14+
       CASE WHEN 'd' = ANY (s.stxkind) THEN 'defined' END AS ndistinct,
       CASE WHEN 'f' = ANY (s.stxkind) THEN 'defined' END AS dependencies,
       CASE WHEN 'm' = ANY (s.stxkind) THEN 'defined' END AS mcv
  FROM pg_catalog.pg_statistic_ext AS s
 WHERE (:name::pg_catalog.text IS NULL
        OR s.stxname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR s.stxnamespace::pg_catalog.regnamespace::pg_catalog.text
           OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_statistics_obj_is_visible(s.oid))
 ORDER BY s.stxnamespace::pg_catalog.regnamespace::pg_catalog.text, s.stxname
