-- Text search parsers; in the order in which they were made where all about them is asked for.
SELECT p.oid::pg_catalog.int8 AS oid,
       n.nspname AS schema,
       p.prsname AS name,
       pg_catalog.obj_description(p.oid, 'pg_ts_parser') AS description
  FROM pg_catalog.pg_ts_parser AS p
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
 WHERE (:name::pg_catalog.text IS NULL
        OR p.prsname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_ts_parser_is_visible(p.oid))
 ORDER BY CASE WHEN :verbose::pg_catalog.bool THEN p.oid END, n.nspname, p.prsname
