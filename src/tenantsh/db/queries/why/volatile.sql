-- The volatile functions that a table's policies and a view call; those of PostgreSQL's own by the names in conditions.
SELECT p.polname::pg_catalog.text AS policy, f.proname::pg_catalog.text AS function
  FROM pg_catalog.pg_policy AS p
       JOIN pg_catalog.pg_depend AS d
            ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid AND d.objid = p.oid
       LEFT JOIN pg_catalog.pg_operator AS o
            ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid AND o.oid = d.refobjid
       JOIN pg_catalog.pg_proc AS f
            ON f.provolatile = 'v'
               AND f.oid = CASE d.refclassid WHEN 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid THEN d.refobjid
                                             ELSE o.oprcode::pg_catalog.oid END
 WHERE p.polrelid = :relation::pg_catalog.oid
 UNION
SELECT NULL, f.proname::pg_catalog.text
  FROM pg_catalog.pg_rewrite AS r
       JOIN pg_catalog.pg_depend AS d
            ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
       LEFT JOIN pg_catalog.pg_operator AS o
            ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid AND o.oid = d.refobjid
       JOIN pg_catalog.pg_proc AS f
            ON f.provolatile = 'v'
               AND f.oid = CASE d.refclassid WHEN 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid THEN d.refobjid
                                             ELSE o.oprcode::pg_catalog.oid END
 WHERE r.ev_class = :view::pg_catalog.oid
 UNION
SELECT NULL, f.proname::pg_catalog.text
  FROM pg_catalog.pg_proc AS f
       JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace AND n.nspname = 'pg_catalog'
 WHERE f.provolatile = 'v' AND f.proname = ANY (:names::pg_catalog.text[])
