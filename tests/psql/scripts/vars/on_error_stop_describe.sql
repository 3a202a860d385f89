\set ON_ERROR_STOP on
\d nonexistent
\echo is it reached
\i nonexistent.sql
\echo never
