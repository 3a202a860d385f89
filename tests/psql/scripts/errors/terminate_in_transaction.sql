begin;
create table t (a int);
select pg_terminate_backend(pg_backend_pid())\; select 5;
commit;
