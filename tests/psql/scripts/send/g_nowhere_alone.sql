-- a file that cannot be written: before 15 the tag of what writes is shown all the same
\set QUIET off
create table t (a int);
insert into t values (1), (2) returning a \g /nonexistent/x
\echo :ERROR :ROW_COUNT
update t set a = 3 where a = 2 returning a \g /nonexistent/x
show work_mem \g /nonexistent/x
table t;
