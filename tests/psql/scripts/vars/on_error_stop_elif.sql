\set ON_ERROR_STOP on
\elif
\echo never
