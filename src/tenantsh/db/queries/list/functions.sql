-- Functions of some kinds, those whose arguments are of the types that are asked for.
SELECT n.nspname AS schema,
       p.proname AS name,
       pg_catalog.pg_get_function_result(p.oid) AS result_type,
       pg_catalog.pg_get_function_arguments(p.oid) AS argument_types,
       CASE p.prokind WHEN 'a' THEN 'agg' WHEN 'w' THEN 'window' WHEN 'p' THEN 'proc' ELSE 'func' END AS type,
       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' WHEN 'v' THEN 'volatile' END AS volatility,
       CASE p.proparallel WHEN 'r' THEN 'restricted' WHEN 's' THEN 'safe' WHEN 'u' THEN 'unsafe' END AS parallel,
       pg_catalog.pg_get_userbyid(p.proowner) AS owner,
       CASE WHEN p.prosecdef THEN 'definer' ELSE 'invoker' END AS security,
       p.proleakproof AS leakproof,
       pg_catalog.array_to_string(p.proacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.cardinality(p.proacl) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(p.proacl, E'\n') END AS access_privileges, -- @17+
       l.lanname AS language,
       CASE WHEN NOT :verbose::pg_catalog.bool THEN NULL
            ELSE p.prosrc -- @-13
            ELSE COALESCE(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) -- @14-15
            WHEN l.lanname IN ('internal', 'c') THEN p.prosrc -- @16+
       END AS source,
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.obj_description(p.oid, 'pg_proc') END AS description
  FROM pg_catalog.pg_proc AS p
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
       CROSS JOIN LATERAL (
           SELECT pg_catalog.count(*) = 0 AS fit
             FROM ROWS FROM (
                      pg_catalog.unnest(:argument_names::pg_catalog.text[]),
                      pg_catalog.unnest(:argument_schemas::pg_catalog.text[]),
                      pg_catalog.unnest(:arguments_visible::pg_catalog.bool[]),
                      pg_catalog.unnest(:arguments_missing::pg_catalog.bool[])
                  ) WITH ORDINALITY AS a (name, schema, visible_only, missing, position)
                  LEFT JOIN pg_catalog.pg_type AS t ON t.oid = p.proargtypes[a.position - 1]
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
       LEFT JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND arguments.fit
 WHERE (arguments.fit OR :types_overlooked::pg_catalog.bool)
   AND CASE WHEN p.prokind IN ('a', 'p', 'w') THEN p.prokind::pg_catalog.text
                WHEN p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype::pg_catalog.oid THEN 't'
                ELSE 'n' END = ANY (:kinds::pg_catalog.text[])
   AND (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR p.proname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_function_is_visible(p.oid))
   -- a bad pattern is an error, even where nothing gets as far as being compared with it
   AND (SELECT pg_catalog.bool_and(('' OPERATOR(pg_catalog.~) pattern COLLATE pg_catalog.default) IS NOT NULL)
          FROM pg_catalog.unnest(pg_catalog.array_cat(
                   :argument_names::pg_catalog.text[], :argument_schemas::pg_catalog.text[])) AS pattern
         WHERE pattern IS NOT NULL) IS NOT FALSE
 ORDER BY n.nspname, p.proname, argument_types
