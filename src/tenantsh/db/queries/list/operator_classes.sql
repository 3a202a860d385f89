-- Operator classes of access methods, for the input types that are asked for.
SELECT am.amname AS access_method,
       pg_catalog.format_type(c.opcintype, NULL) AS input_type,
       CASE WHEN c.opckeytype <> '0' AND c.opckeytype <> c.opcintype
            THEN pg_catalog.format_type(c.opckeytype, NULL) END AS storage_type,
       CASE WHEN pg_catalog.pg_opclass_is_visible(c.oid) THEN pg_catalog.format('%I', c.opcname)
            ELSE pg_catalog.format('%I.%I', n.nspname, c.opcname) END AS operator_class,
       c.opcdefault AS is_default,
       CASE WHEN pg_catalog.pg_opfamily_is_visible(f.oid) THEN pg_catalog.format('%I', f.opfname)
            ELSE pg_catalog.format('%I.%I', fn.nspname, f.opfname) END AS operator_family,
       pg_catalog.pg_get_userbyid(c.opcowner) AS owner
  FROM pg_catalog.pg_opclass AS c
       LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.opcmethod
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace
       LEFT JOIN pg_catalog.pg_type AS t ON t.oid = c.opcintype
       LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
       LEFT JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily
       LEFT JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
 WHERE (:access_method::pg_catalog.text IS NULL
        OR am.amname OPERATOR(pg_catalog.~) :access_method::pg_catalog.text COLLATE pg_catalog.default)
   AND (:name::pg_catalog.text IS NULL
        OR t.typname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default
        OR pg_catalog.format_type(t.oid, NULL) OPERATOR(pg_catalog.~) :name::pg_catalog.text
               COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR tn.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_type_is_visible(t.oid))
 ORDER BY am.amname, input_type, operator_class
