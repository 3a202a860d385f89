-- Operators of operator families.
SELECT am.amname AS access_method,
       CASE WHEN pg_catalog.pg_opfamily_is_visible(f.oid) THEN pg_catalog.format('%I', f.opfname)
            ELSE pg_catalog.format('%I.%I', n.nspname, f.opfname) END AS operator_family,
       o.amopopr::pg_catalog.regoperator::pg_catalog.text AS operator,
       o.amopstrategy AS strategy,
       CASE o.amoppurpose WHEN 'o' THEN 'ordering' WHEN 's' THEN 'search' END AS purpose,
       sf.opfname AS sort_family,
       p.proleakproof AS leakproof
  FROM pg_catalog.pg_amop AS o
       LEFT JOIN pg_catalog.pg_opfamily AS f ON f.oid = o.amopfamily
       LEFT JOIN pg_catalog.pg_am AS am ON am.oid = f.opfmethod AND am.oid = o.amopmethod
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
       LEFT JOIN pg_catalog.pg_opfamily AS sf ON sf.oid = o.amopsortfamily
       LEFT JOIN pg_catalog.pg_operator AS op ON op.oid = o.amopopr
       LEFT JOIN pg_catalog.pg_proc AS p ON p.oid = op.oprcode::pg_catalog.oid
 WHERE (:access_method::pg_catalog.text IS NULL
        OR am.amname OPERATOR(pg_catalog.~) :access_method::pg_catalog.text COLLATE pg_catalog.default)
   AND (:name::pg_catalog.text IS NULL
        OR f.opfname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY am.amname, operator_family, o.amoplefttype = o.amoprighttype DESC,
          pg_catalog.format_type(o.amoplefttype, NULL), pg_catalog.format_type(o.amoprighttype, NULL), o.amopstrategy
