-- since: 17
create table t (a int);
insert into t values (1), (2) returning a\; copy t to stdout\; select 2\; select 3 \g /nonexistent/x
\echo :ERROR :ROW_COUNT
copy t to stdout \g /nonexistent/x
table t;
