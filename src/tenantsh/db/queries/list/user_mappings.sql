-- User mappings for foreign servers, found by the server or by the user.
SELECT m.srvname AS server,
       m.usename AS "user",
       CASE WHEN m.umoptions IS NULL THEN ''
            ELSE '(' || pg_catalog.array_to_string(ARRAY(
                     SELECT pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value)
                       FROM pg_catalog.pg_options_to_table(m.umoptions) AS o), ', ') || ')' END AS options
  FROM pg_catalog.pg_user_mappings AS m
 WHERE (:name::pg_catalog.text IS NULL
        OR m.srvname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default
        OR m.usename OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY m.srvname, m.usename
