-- Where a session is: its database, the schemas that it may use, and those that it searches.
SELECT pg_catalog.current_database()::pg_catalog.text AS database,
       ARRAY(SELECT n.nspname::pg_catalog.text
               FROM pg_catalog.pg_namespace AS n
              WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
                AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
                AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_temp_')
              ORDER BY n.nspname) AS schemas,
       pg_catalog.current_schemas(true)::pg_catalog.text[] AS searched,
       pg_catalog.current_setting('search_path') AS search_path
