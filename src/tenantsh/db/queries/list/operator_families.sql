-- Operator families of access methods, those that serve the types that are asked for.
SELECT am.amname AS access_method,
       CASE WHEN pg_catalog.pg_opfamily_is_visible(f.oid) THEN pg_catalog.format('%I', f.opfname)
            ELSE pg_catalog.format('%I.%I', n.nspname, f.opfname) END AS operator_family,
       (SELECT pg_catalog.string_agg(pg_catalog.format_type(c.opcintype, NULL), ', ')
          FROM pg_catalog.pg_opclass AS c
         WHERE c.opcfamily = f.oid) AS applicable_types,
       pg_catalog.pg_get_userbyid(f.opfowner) AS owner
  FROM pg_catalog.pg_opfamily AS f
       LEFT JOIN pg_catalog.pg_am AS am ON am.oid = f.opfmethod
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
 WHERE (:access_method::pg_catalog.text IS NULL
        OR am.amname OPERATOR(pg_catalog.~) :access_method::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :typed::pg_catalog.bool
        OR EXISTS (
            SELECT
              FROM pg_catalog.pg_opclass AS c
                   JOIN pg_catalog.pg_type AS t ON t.oid = c.opcintype
                   LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
             WHERE c.opcfamily = f.oid
               AND (:name::pg_catalog.text IS NULL
                    OR t.typname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default
                    OR pg_catalog.format_type(t.oid, NULL) OPERATOR(pg_catalog.~) :name::pg_catalog.text
                           COLLATE pg_catalog.default)
               AND (:schema::pg_catalog.text IS NULL
                    OR tn.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
               AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_type_is_visible(t.oid))
        ))
 ORDER BY am.amname, operator_family
