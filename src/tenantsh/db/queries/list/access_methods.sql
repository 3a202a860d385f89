-- Access methods of tables and indexes.
SELECT a.amname AS name,
       CASE a.amtype WHEN 'i' THEN 'Index' WHEN 't' THEN 'Table' END AS type,
       a.amhandler::pg_catalog.text AS handler,
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.obj_description(a.oid, 'pg_am') END AS description
  FROM pg_catalog.pg_am AS a
 WHERE (:name::pg_catalog.text IS NULL
        OR a.amname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY a.amname
