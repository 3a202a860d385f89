\! printf 'select pg_terminate_backend(pg_backend_pid());\nselect 1;\n' > kill.sql
\i kill.sql
\echo never
