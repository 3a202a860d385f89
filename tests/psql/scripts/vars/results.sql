select 1 from generate_series(1, 3);
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_SQLSTATE :LAST_ERROR_MESSAGE
select 1/0;
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_SQLSTATE :LAST_ERROR_MESSAGE
select 1 where false;
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_SQLSTATE :LAST_ERROR_MESSAGE
create table t (a int primary key);
\echo :ROW_COUNT :SQLSTATE :ERROR
insert into t select generate_series(1, 5);
\echo :ROW_COUNT
update t set a = a + 10;
\echo :ROW_COUNT
delete from t where a < 13;
\echo :ROW_COUNT
insert into t values (15);
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_SQLSTATE :LAST_ERROR_MESSAGE
\echo :LAST_ERROR_MESSAGE
;
\echo :ROW_COUNT :SQLSTATE :ERROR
select nonsense;
\echo :SQLSTATE :'LAST_ERROR_MESSAGE'
\nonsense
\echo :ERROR :SQLSTATE
select 1\; select 2 from generate_series(1, 2);
\echo :ROW_COUNT :ERROR
select 1\; select 1/0\; select 3;
\echo :ROW_COUNT :ERROR :SQLSTATE
copy t to stdout;
\echo :ROW_COUNT
copy t from stdin;
100
101
\.
\echo :ROW_COUNT
\copy t to out.txt
\echo :ROW_COUNT
\copy t to /nowhere/out.txt
\echo :ROW_COUNT :ERROR
copy t from stdin;
x
\.
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_MESSAGE
begin;
\echo :ROW_COUNT
declare c cursor for select 1 from generate_series(1, 4);
fetch 2 from c;
\echo :ROW_COUNT
move all from c;
\echo :ROW_COUNT
commit;
\set ROW_COUNT 5
\echo :ROW_COUNT
\unset SQLSTATE
\echo :SQLSTATE
select 1 as a;
\echo :SQLSTATE :ROW_COUNT
do $$ begin raise exception 'custom' using errcode = 'XX123'; end $$;
\echo :SQLSTATE :LAST_ERROR_MESSAGE
do $$ begin raise notice 'not an error'; end $$;
\echo :SQLSTATE :ERROR
