\set ON_ERROR_STOP on
\i good.sql
\i folder/outer.sql
\echo never
