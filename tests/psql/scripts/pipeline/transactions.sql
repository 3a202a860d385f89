-- since: 18
create table t (a int);
\startpipeline
insert into t values (1);
insert into t values (1/0);
insert into t values (2);
\endpipeline
table t;
\startpipeline
insert into t values (1);
\syncpipeline
insert into t values (1/0);
\syncpipeline
insert into t values (2);
\endpipeline
table t;
\startpipeline
begin;
insert into t values (3);
\syncpipeline
rollback;
\endpipeline
table t;
\startpipeline
savepoint x;
\endpipeline
\startpipeline
select pg_notify('x', 'y');
lock t;
vacuum t;
\endpipeline
\startpipeline
vacuum t;
\syncpipeline
do $$ begin raise notice 'in a pipeline'; end $$;
\endpipeline
