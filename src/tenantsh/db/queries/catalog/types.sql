-- Types that the role may use: all but arrays, rows of tables, and types that have no name of their own.
SELECT n.nspname::pg_catalog.text AS schema,
       t.typname::pg_catalog.text AS name,
       t.oid,
       t.typtype::pg_catalog.text AS kind,
       ARRAY(SELECT e.enumlabel::pg_catalog.text
               FROM pg_catalog.pg_enum AS e
              WHERE e.enumtypid = t.oid
              ORDER BY e.enumsortorder) AS labels,
       ARRAY(SELECT a.attname::pg_catalog.text
               FROM pg_catalog.pg_attribute AS a
              WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
              ORDER BY a.attnum) AS fields,
       ARRAY(SELECT pg_catalog.format_type(a.atttypid, NULL)
               FROM pg_catalog.pg_attribute AS a
              WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
              ORDER BY a.attnum) AS field_types,
       t.typbasetype AS element,
       CASE WHEN n.nspname = 'pg_catalog' THEN pg_catalog.format_type(t.oid, NULL) ELSE '' END AS spelled,
       COALESCE(pg_catalog."left"(pg_catalog.split_part(d.description, E'\n', 1), 100), '') AS comment
  FROM (
           -- before anything else: of tables' rows and arrays of them there are two for each table
           SELECT t.*
             FROM pg_catalog.pg_type AS t
            WHERE t.typisdefined
              AND (t.typrelid = '0' OR t.typrelid IN (SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.relkind = 'c'))
              AND t.oid NOT IN (SELECT e.typarray FROM pg_catalog.pg_type AS e)
           OFFSET 0
       ) AS t
       JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
       LEFT JOIN pg_catalog.pg_description AS d
              ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid
                 AND d.objoid = t.oid AND d.objsubid = 0
 WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
   AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
   AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
   AND pg_catalog.has_type_privilege(t.oid, 'usage')
