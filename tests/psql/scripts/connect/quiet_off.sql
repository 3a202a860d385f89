\set QUIET off
\c postgres
\c - postgres
\c postgres postgres
\connect
