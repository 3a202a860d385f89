-- Where a session is: its database, the schemas that it may use, and those that it searches.
SELECT pg_catalog.current_database()::pg_catalog.text AS database,
       COALESCE(n.oids, '{}') AS oids,
       COALESCE(n.schemas, '{}') AS schemas,
       pg_catalog.current_schemas(true)::pg_catalog.text[] AS searched,
       pg_catalog.current_setting('search_path') AS search_path
  FROM (
           SELECT pg_catalog.array_agg(n.oid ORDER BY n.nspname) AS oids,
                  pg_catalog.array_agg(n.nspname::pg_catalog.text ORDER BY n.nspname) AS schemas
             FROM pg_catalog.pg_namespace AS n
            WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
              AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
              AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
       ) AS n
