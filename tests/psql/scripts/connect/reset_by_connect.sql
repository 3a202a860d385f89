set search_path = nowhere;
create temp table t (a int);
begin;
\c
show search_path;
table t;
\echo :ROW_COUNT :ERROR
commit;
\set AUTOCOMMIT off
select 1 as a;
\c
rollback;
