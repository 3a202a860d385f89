\set ON_ERROR_STOP 1
\if true
select 1/0;
\endif
\echo never
