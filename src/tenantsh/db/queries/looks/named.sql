-- The relations that these names are, as the person's own search path finds them.
SELECT found.oid::pg_catalog.int8 AS oid
  FROM ROWS FROM (
           pg_catalog.unnest(:schemas::pg_catalog.text[]), pg_catalog.unnest(:names::pg_catalog.text[])
       ) AS w (schema, name)
       CROSS JOIN LATERAL (
           SELECT c.oid
             FROM pg_catalog.pg_class AS c
                  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE c.relname OPERATOR(pg_catalog.=) w.name::pg_catalog.name
              AND CASE WHEN w.schema OPERATOR(pg_catalog.=) ''
                       THEN n.nspname OPERATOR(pg_catalog.=) ANY (pg_catalog.current_schemas(true))
                       ELSE n.nspname OPERATOR(pg_catalog.=) w.schema::pg_catalog.name END
            ORDER BY pg_catalog.array_position(pg_catalog.current_schemas(true), n.nspname)
            LIMIT 1
       ) AS found
