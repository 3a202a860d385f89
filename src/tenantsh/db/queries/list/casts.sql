-- Casts whose source or target is asked for.
SELECT pg_catalog.format_type(c.castsource, NULL) AS source_type,
       pg_catalog.format_type(c.casttarget, NULL) AS target_type,
       CASE c.castmethod WHEN 'b' THEN '(binary coercible)'
                         WHEN 'i' THEN '(with inout)'
                         ELSE p.proname END AS function,
       CASE c.castcontext WHEN 'e' THEN 'no'
                          WHEN 'a' THEN 'in assignment'
                          ELSE 'yes' END AS implicit,
       p.proleakproof AS leakproof,
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.obj_description(c.oid, 'pg_cast') END AS description
  FROM pg_catalog.pg_cast AS c
       LEFT JOIN pg_catalog.pg_proc AS p ON p.oid = c.castfunc
       LEFT JOIN pg_catalog.pg_type AS ts ON ts.oid = c.castsource
       LEFT JOIN pg_catalog.pg_namespace AS ns ON ns.oid = ts.typnamespace
       LEFT JOIN pg_catalog.pg_type AS tt ON tt.oid = c.casttarget
       LEFT JOIN pg_catalog.pg_namespace AS nt ON nt.oid = tt.typnamespace
 WHERE ((:name::pg_catalog.text IS NULL
         OR ts.typname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default
         OR pg_catalog.format_type(ts.oid, NULL) OPERATOR(pg_catalog.~) :name::pg_catalog.text
                COLLATE pg_catalog.default)
         AND (:schema::pg_catalog.text IS NULL
              OR ns.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
         AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_type_is_visible(ts.oid)))
    OR ((:name::pg_catalog.text IS NULL
         OR tt.typname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default
         OR pg_catalog.format_type(tt.oid, NULL) OPERATOR(pg_catalog.~) :name::pg_catalog.text
                COLLATE pg_catalog.default)
         AND (:schema::pg_catalog.text IS NULL
              OR nt.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
         AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_type_is_visible(tt.oid)))
 ORDER BY source_type, target_type
