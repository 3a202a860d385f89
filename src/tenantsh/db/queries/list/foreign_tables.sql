-- Foreign tables and where they come from.
SELECT n.nspname AS schema,
       c.relname AS "table",
       s.srvname AS server,
       CASE WHEN f.ftoptions IS NULL THEN ''
            ELSE '(' || pg_catalog.array_to_string(ARRAY(
                     SELECT pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value)
                       FROM pg_catalog.pg_options_to_table(f.ftoptions) AS o), ', ') || ')' END AS options,
       pg_catalog.obj_description(c.oid, 'pg_class') AS description
  FROM pg_catalog.pg_foreign_table AS f
       JOIN pg_catalog.pg_class AS c ON c.oid = f.ftrelid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
 WHERE (:name::pg_catalog.text IS NULL
        OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_table_is_visible(c.oid))
 ORDER BY n.nspname, c.relname
