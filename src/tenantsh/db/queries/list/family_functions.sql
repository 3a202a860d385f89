-- Support functions of operator families.
SELECT am.amname AS access_method,
       CASE WHEN pg_catalog.pg_opfamily_is_visible(f.oid) THEN pg_catalog.format('%I', f.opfname)
            ELSE pg_catalog.format('%I.%I', n.nspname, f.opfname) END AS operator_family,
       pg_catalog.format_type(a.amproclefttype, NULL) AS left_type,
       pg_catalog.format_type(a.amprocrighttype, NULL) AS right_type,
       a.amprocnum AS number,
       CASE WHEN :verbose::pg_catalog.bool THEN a.amproc::pg_catalog.regprocedure::pg_catalog.text
            ELSE p.proname::pg_catalog.text END AS function
  FROM pg_catalog.pg_amproc AS a
       LEFT JOIN pg_catalog.pg_opfamily AS f ON f.oid = a.amprocfamily
       LEFT JOIN pg_catalog.pg_am AS am ON am.oid = f.opfmethod
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
       LEFT JOIN pg_catalog.pg_proc AS p ON p.oid = a.amproc::pg_catalog.oid
 WHERE (:access_method::pg_catalog.text IS NULL
        OR am.amname OPERATOR(pg_catalog.~) :access_method::pg_catalog.text COLLATE pg_catalog.default)
   AND (:name::pg_catalog.text IS NULL
        OR f.opfname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY am.amname, operator_family, a.amproclefttype = a.amprocrighttype DESC, left_type, right_type, a.amprocnum
