-- Text search dictionaries with their templates and options.
SELECT n.nspname AS schema,
       d.dictname AS name,
       (SELECT pg_catalog.concat(COALESCE(tn.nspname, '(null)'), '.', t.tmplname)
          FROM pg_catalog.pg_ts_template AS t
               LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace
         WHERE t.oid = d.dicttemplate) AS template,
       d.dictinitoption AS options,
       pg_catalog.obj_description(d.oid, 'pg_ts_dict') AS description
  FROM pg_catalog.pg_ts_dict AS d
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
 WHERE (:name::pg_catalog.text IS NULL
        OR d.dictname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_ts_dict_is_visible(d.oid))
 ORDER BY n.nspname, d.dictname
