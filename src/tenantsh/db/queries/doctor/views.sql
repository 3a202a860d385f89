-- What views and materialized views read, directly.
SELECT r.ev_class::pg_catalog.int8 AS view,
       ARRAY(SELECT DISTINCT d.refobjid::pg_catalog.int8
               FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                AND d.refobjid <> r.ev_class)
           -- the catalog's own are in no pg_depend: pg_authid, pg_user_mapping, pg_statistic, pg_statistic_ext_data
           OPERATOR(pg_catalog.||) ARRAY(SELECT m.found[1]::pg_catalog.int8
                      FROM pg_catalog.regexp_matches(r.ev_action::pg_catalog.text,
                                                     ':relid (1260|1418|2619|3429)\M', 'g') AS m (found)) AS reads,
       ARRAY(SELECT DISTINCT d.refobjid::pg_catalog.int8
               FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
                AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid) AS calls
  FROM pg_catalog.pg_rewrite AS r
       JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
 WHERE c.relkind IN ('v', 'm') AND r.ev_type = '1' AND c.oid >= '16384'
 ORDER BY r.ev_class
