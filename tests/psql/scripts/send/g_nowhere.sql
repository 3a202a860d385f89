-- a file that cannot be written: everything runs, and nothing is shown
select 1\; select 2\; select 3 \g /nonexistent/x
\echo :ERROR :ROW_COUNT
create table t (a int)\; insert into t values (1), (2) returning a\; select 3 \g /nonexistent/x
table t;
select 1\; select 1/0\; select 3 \g /nonexistent/x
select 1 \g (format=csv) /nonexistent/x
select 1 as a \gx /nonexistent/x
\set SHOW_ALL_RESULTS off
select 1\; select 2\; select 3 \g /nonexistent/x
\set FETCH_COUNT 1
\set SHOW_ALL_RESULTS on
select 1 as a\; select 2\; select 3 \g /nonexistent/x
\set QUIET off
insert into t values (4)\; select 5\; insert into t values (6), (7) \g /nonexistent/x
table t \g /nonexistent/x
table t;
