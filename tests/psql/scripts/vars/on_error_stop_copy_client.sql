\set ON_ERROR_STOP on
\copy nonexistent from rows.txt
\echo never
