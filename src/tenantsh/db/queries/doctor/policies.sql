-- Policies, with their conditions and the functions and relations that these name.
SELECT p.polrelid::pg_catalog.int8 AS relation,
       p.polname::pg_catalog.text AS name,
       p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                     ELSE 'ALL' END AS command,
       ARRAY(SELECT r.oid::pg_catalog.int8 FROM pg_catalog.unnest(p.polroles) AS r (oid)) AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
       ARRAY(SELECT DISTINCT d.refobjid::pg_catalog.int8
               FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid AND d.objid = p.oid
                AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid) AS functions,
       ARRAY(SELECT DISTINCT d.refobjid::pg_catalog.int8
               FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid AND d.objid = p.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                AND d.refobjid <> p.polrelid) AS relations
  FROM pg_catalog.pg_policy AS p
 ORDER BY p.polrelid, NOT p.polpermissive, p.polname
