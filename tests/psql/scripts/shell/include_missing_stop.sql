\set ON_ERROR_STOP on
\i nonexistent.sql
\echo never
