-- What views and materialized views read, directly.
SELECT r.ev_class::pg_catalog.int8 AS view,
       ARRAY(SELECT DISTINCT d.refobjid::pg_catalog.int8
               FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                AND d.refobjid <> r.ev_class) AS reads,
       ARRAY(SELECT DISTINCT d.refobjid::pg_catalog.int8
               FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass) AS calls
  FROM pg_catalog.pg_rewrite AS r
       JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
 WHERE c.relkind IN ('v', 'm') AND r.ev_type = '1' AND c.oid >= '16384'
 ORDER BY r.ev_class
