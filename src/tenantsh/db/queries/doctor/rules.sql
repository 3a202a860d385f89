-- What rules on tables and views do, but for the one that makes a view.
SELECT r.ev_class::pg_catalog.int8 AS relation,
       r.rulename::pg_catalog.text AS name,
       CASE r.ev_type WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' WHEN '4' THEN 'DELETE' ELSE 'SELECT' END AS command,
       ARRAY(SELECT DISTINCT d.refobjid::pg_catalog.int8
               FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid) AS uses
  FROM pg_catalog.pg_rewrite AS r
 WHERE r.ev_type <> '1' AND r.ev_class >= '16384' AND r.ev_action::pg_catalog.text <> '<>'
 ORDER BY r.ev_class, r.rulename
