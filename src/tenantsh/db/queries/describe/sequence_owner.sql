-- The columns that sequences belong to, as serial (`a`) or identity (`i`).
SELECT d.objid AS relation,
       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
           || '.' || pg_catalog.quote_ident(a.attname) AS "column",
       d.deptype::pg_catalog.text AS dependency
  FROM pg_catalog.pg_depend AS d
       JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
 WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
   AND d.objid = ANY (:relations::pg_catalog.oid[])
   AND d.deptype IN ('a', 'i')
