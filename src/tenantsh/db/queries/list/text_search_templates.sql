-- Text search templates with their functions.
SELECT n.nspname AS schema,
       t.tmplname AS name,
       t.tmplinit::pg_catalog.text AS init,
       t.tmpllexize::pg_catalog.text AS lexize,
       pg_catalog.obj_description(t.oid, 'pg_ts_template') AS description
  FROM pg_catalog.pg_ts_template AS t
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
 WHERE (:name::pg_catalog.text IS NULL
        OR t.tmplname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_ts_template_is_visible(t.oid))
 ORDER BY n.nspname, t.tmplname
