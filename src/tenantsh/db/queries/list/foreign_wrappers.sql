-- Foreign-data wrappers.
SELECT w.fdwname AS name,
       pg_catalog.pg_get_userbyid(w.fdwowner) AS owner,
       w.fdwhandler::pg_catalog.regproc::pg_catalog.text AS handler,
       w.fdwvalidator::pg_catalog.regproc::pg_catalog.text AS validator,
       pg_catalog.array_to_string(w.fdwacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.array_length(w.fdwacl, 1) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(w.fdwacl, E'\n') END AS access_privileges, -- @17+
       CASE WHEN w.fdwoptions IS NULL THEN ''
            ELSE '(' || pg_catalog.array_to_string(ARRAY(
                     SELECT pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value)
                       FROM pg_catalog.pg_options_to_table(w.fdwoptions) AS o), ', ') || ')' END AS options,
       pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper') AS description
  FROM pg_catalog.pg_foreign_data_wrapper AS w
 WHERE (:name::pg_catalog.text IS NULL
        OR w.fdwname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY w.fdwname
