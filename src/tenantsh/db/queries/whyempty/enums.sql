-- The enumerations that names of types mean for this session; what they compare by is PostgreSQL's own.
SELECT n.name, s.nspname::pg_catalog.text AS schema
  FROM pg_catalog.unnest(:types::pg_catalog.text[]) AS n (name)
       JOIN pg_catalog.pg_type AS t
            ON t.oid = pg_catalog.to_regtype(pg_catalog.quote_ident(n.name))::pg_catalog.oid AND t.typtype = 'e'
       JOIN pg_catalog.pg_namespace AS s ON s.oid = t.typnamespace
