-- The servers of foreign tables, and the tables' options there.
SELECT f.ftrelid AS relation,
       s.srvname AS server,
       pg_catalog.array_to_string(
           ARRAY(SELECT pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value)
                   FROM pg_catalog.pg_options_to_table(f.ftoptions) AS o), ', ') AS options
  FROM pg_catalog.pg_foreign_table AS f
       JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
 WHERE f.ftrelid = ANY (:relations::pg_catalog.oid[])
