-- Functions that the role may call, and whether each is an operator of an extension's by another name.
SELECT n.nspname::pg_catalog.text AS schema,
       p.proname::pg_catalog.text AS name,
       p.prokind::pg_catalog.text AS kind,
       COALESCE(pg_catalog.pg_get_function_arguments(p.oid), '') AS arguments,
       COALESCE(pg_catalog.pg_get_function_result(p.oid), '') AS result,
       p.proretset AS many,
       CASE WHEN p.proargmodes IS NOT NULL
            THEN ARRAY(SELECT a.name
                         FROM ROWS FROM (pg_catalog.unnest(p.proargnames), pg_catalog.unnest(p.proargmodes))
                              WITH ORDINALITY AS a (name, mode, place)
                        WHERE a.mode IN ('o', 'b', 't') AND a.name <> ''
                        ORDER BY a.place)
            WHEN t.typrelid <> '0'
            THEN ARRAY(SELECT a.attname::pg_catalog.text
                         FROM pg_catalog.pg_attribute AS a
                        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                        ORDER BY a.attnum)
       END AS columns,
       p.oid >= '16384'
       AND EXISTS (SELECT FROM pg_catalog.pg_operator AS o WHERE o.oprcode::pg_catalog.oid = p.oid)
       AND EXISTS (SELECT
                     FROM pg_catalog.pg_depend AS e
                    WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
                      AND e.objid = p.oid AND e.deptype = 'e') AS operates,
       COALESCE(pg_catalog."left"(pg_catalog.split_part(d.description, E'\n', 1), 100), '') AS comment
  FROM pg_catalog.pg_proc AS p
       JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
       JOIN pg_catalog.pg_type AS t ON t.oid = p.prorettype
       LEFT JOIN pg_catalog.pg_description AS d
              ON d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
                 AND d.objoid = p.oid AND d.objsubid = 0
 WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
   AND pg_catalog.has_function_privilege(p.oid, 'execute')
