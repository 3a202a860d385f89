-- What CREATE VIEW needs to make a view again; psql writes an option's value as SQL would have it.
SELECT n.nspname AS schema,
       c.relname AS name,
       c.relkind::pg_catalog.text AS kind,
       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS quoted,
       (SELECT pg_catalog.string_agg(
                   pg_catalog.quote_ident(o.option_name) || '='
                       || CASE WHEN pg_catalog.quote_ident(o.option_value) = o.option_value THEN o.option_value
                               ELSE pg_catalog.quote_literal(o.option_value) END, ', ' ORDER BY o.place)
          FROM pg_catalog.pg_options_to_table(c.reloptions)
               WITH ORDINALITY AS o (option_name, option_value, place)
         WHERE o.option_name <> 'check_option') AS options,
       (SELECT pg_catalog.upper(o.option_value)
          FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
         WHERE o.option_name = 'check_option') AS check_option,
       CASE WHEN c.relkind = 'v' THEN pg_catalog.pg_get_viewdef(c.oid, true) END AS definition
  FROM pg_catalog.pg_class AS c
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid = :view::pg_catalog.regclass::pg_catalog.oid
