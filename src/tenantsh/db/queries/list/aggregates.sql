-- Aggregate functions with what they take and give.
SELECT n.nspname AS schema,
       p.proname AS name,
       pg_catalog.format_type(p.prorettype, NULL) AS result_type,
       CASE WHEN p.pronargs = 0 THEN '*'
            ELSE pg_catalog.pg_get_function_arguments(p.oid) END AS argument_types,
       pg_catalog.obj_description(p.oid, 'pg_proc') AS description
  FROM pg_catalog.pg_proc AS p
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
 WHERE p.prokind = 'a'
   AND (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR p.proname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_function_is_visible(p.oid))
 ORDER BY n.nspname, p.proname, argument_types
