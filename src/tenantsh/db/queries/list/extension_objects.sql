-- The objects of extensions, in words; an extension without any has one row.
SELECT e.extname AS extension,
       pg_catalog.pg_describe_object(d.classid, d.objid, 0) AS description
  FROM pg_catalog.pg_extension AS e
       LEFT JOIN pg_catalog.pg_depend AS d
              ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid
             AND d.refobjid = e.oid
             AND d.deptype = 'e'
 WHERE (:name::pg_catalog.text IS NULL
        OR e.extname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY e.extname, pg_catalog.pg_describe_object(d.classid, d.objid, 0)
