-- The volatile functions that a relation's policies call; those of PostgreSQL's own by the names in their conditions.
SELECT p.polname::pg_catalog.text AS policy, f.proname::pg_catalog.text AS function
  FROM pg_catalog.pg_policy AS p
       JOIN pg_catalog.pg_depend AS d
            ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objid = p.oid
               AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
       JOIN pg_catalog.pg_proc AS f ON f.oid = d.refobjid AND f.provolatile = 'v'
 WHERE p.polrelid = :relation::pg_catalog.oid
 UNION
SELECT NULL, f.proname::pg_catalog.text
  FROM pg_catalog.pg_proc AS f
       JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace AND n.nspname = 'pg_catalog'
 WHERE f.provolatile = 'v' AND f.proname = ANY (:names::pg_catalog.text[])
