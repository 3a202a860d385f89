-- since: 15
select 1 as a\; select 2 as b;
\set SHOW_ALL_RESULTS off
select 1 as a\; select 2 as b;
select 1 as a\; select 1/0\; select 3;
copy (select 1) to stdout\; select 2 as b;
select 2 as b\; copy (select 1) to stdout;
\set SHOW_ALL_RESULTS nonsense
\echo :SHOW_ALL_RESULTS
\unset SHOW_ALL_RESULTS
\echo :SHOW_ALL_RESULTS
select 1 as a\; select 2 as b;
