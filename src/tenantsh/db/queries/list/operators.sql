-- Operators, those that take the types that are asked for.
SELECT n.nspname AS schema,
       o.oprname AS name,
       CASE WHEN o.oprkind <> 'l' THEN pg_catalog.format_type(o.oprleft, NULL) END AS left_type,
       CASE WHEN o.oprkind <> 'r' THEN pg_catalog.format_type(o.oprright, NULL) END AS right_type,
       pg_catalog.format_type(o.oprresult, NULL) AS result_type,
       o.oprcode::pg_catalog.text AS function,
       COALESCE(p.proleakproof, false) AS leakproof,
       COALESCE(pg_catalog.obj_description(o.oid, 'pg_operator'),
                pg_catalog.obj_description(o.oprcode::pg_catalog.oid, 'pg_proc')) AS description
  FROM pg_catalog.pg_operator AS o
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
       CROSS JOIN LATERAL (
           SELECT pg_catalog.count(*) = 0 AS fit
             FROM ROWS FROM (
                      pg_catalog.unnest(:argument_names::pg_catalog.text[]),
                      pg_catalog.unnest(:argument_schemas::pg_catalog.text[]),
                      pg_catalog.unnest(:arguments_visible::pg_catalog.bool[]),
                      pg_catalog.unnest(:arguments_missing::pg_catalog.bool[])
                  ) WITH ORDINALITY AS a (name, schema, visible_only, missing, position)
                  LEFT JOIN pg_catalog.pg_type AS t
                      ON t.oid = CASE WHEN :prefix::pg_catalog.bool OR a.position = 2 THEN o.oprright
                                      ELSE o.oprleft END
                  LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
            WHERE (CASE WHEN a.missing THEN t.oid IS NULL
                        ELSE (a.name IS NULL
                              OR t.typname OPERATOR(pg_catalog.~) a.name COLLATE pg_catalog.default
                              OR pg_catalog.format_type(t.oid, NULL) OPERATOR(pg_catalog.~) a.name
                                     COLLATE pg_catalog.default)
                             AND (a.schema IS NULL
                                  OR tn.nspname OPERATOR(pg_catalog.~) a.schema COLLATE pg_catalog.default)
                             AND (NOT a.visible_only OR pg_catalog.pg_type_is_visible(t.oid))
                   END) IS NOT TRUE
       ) AS arguments
       -- psql's way where types come after a pattern that leaves nothing out: they decide about no more than this
       LEFT JOIN pg_catalog.pg_proc AS p
           ON p.oid = o.oprcode::pg_catalog.oid AND arguments.fit AND (NOT :prefix::pg_catalog.bool OR o.oprleft = '0')
 WHERE (:types_overlooked::pg_catalog.bool
        OR (arguments.fit AND (NOT :prefix::pg_catalog.bool OR o.oprleft = '0')))
   AND (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR o.oprname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_operator_is_visible(o.oid))
   -- a bad pattern is an error, even where nothing gets as far as being compared with it
   AND (SELECT pg_catalog.bool_and(('' OPERATOR(pg_catalog.~) pattern COLLATE pg_catalog.default) IS NOT NULL)
          FROM pg_catalog.unnest(pg_catalog.array_cat(
                   :argument_names::pg_catalog.text[], :argument_schemas::pg_catalog.text[])) AS pattern
         WHERE pattern IS NOT NULL) IS NOT FALSE
 ORDER BY n.nspname, o.oprname, left_type, right_type
