\set ON_ERROR_STOP on
do $$ begin perform pg_terminate_backend(pg_backend_pid()); end $$;
\echo never
