-- Types that the role may use: all but arrays, rows of tables, and types that have no name of their own.
SELECT n.nspname::pg_catalog.text AS schema,
       t.typname::pg_catalog.text AS name,
       t.oid,
       t.typtype::pg_catalog.text AS kind,
       ARRAY(SELECT e.enumlabel::pg_catalog.text
               FROM pg_catalog.pg_enum AS e
              WHERE e.enumtypid = t.oid
              ORDER BY e.enumsortorder) AS labels,
       t.typbasetype AS element,
       CASE WHEN n.nspname = 'pg_catalog' THEN pg_catalog.format_type(t.oid, NULL) ELSE '' END AS spelled,
       COALESCE(pg_catalog."left"(pg_catalog.split_part(d.description, E'\n', 1), 100), '') AS comment
  FROM pg_catalog.pg_type AS t
       JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
       LEFT JOIN pg_catalog.pg_description AS d
              ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid
                 AND d.objoid = t.oid AND d.objsubid = 0
 WHERE (t.typrelid = '0'
        OR EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.oid = t.typelem AND e.typarray = t.oid)
   AND t.typisdefined
   AND pg_catalog.has_schema_privilege(n.oid, 'usage')
   AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
   AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
   AND pg_catalog.has_type_privilege(t.oid, 'usage')
