\set ON_ERROR_STOP on
\set FETCH_COUNT nonsense
\echo never
