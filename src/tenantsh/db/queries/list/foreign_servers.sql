-- Foreign servers.
SELECT s.srvname AS name,
       pg_catalog.pg_get_userbyid(s.srvowner) AS owner,
       w.fdwname AS wrapper,
       pg_catalog.array_to_string(s.srvacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.array_length(s.srvacl, 1) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(s.srvacl, E'\n') END AS access_privileges, -- @17+
       s.srvtype AS type,
       s.srvversion AS version,
       CASE WHEN s.srvoptions IS NULL THEN ''
            ELSE '(' || pg_catalog.array_to_string(ARRAY(
                     SELECT pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value)
                       FROM pg_catalog.pg_options_to_table(s.srvoptions) AS o), ', ') || ')' END AS options,
       pg_catalog.obj_description(s.oid, 'pg_foreign_server') AS description
  FROM pg_catalog.pg_foreign_server AS s
       JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
 WHERE (:name::pg_catalog.text IS NULL
        OR s.srvname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY s.srvname
