\set ON_ERROR_ROLLBACK on
begin;
create table t (a int primary key);
insert into t values (1);
insert into t values (1);
select 1/0;
select 'still working' as a;
insert into t values (2);
nonsense;
savepoint mine;
insert into t values (3);
rollback to mine;
release mine;
select 1/0 \g
\copy t from wrong.txt
copy t from stdin;
x
\.
select 1/0\; select 2;
table t;
commit;
table t;
select 1/0;
\set ON_ERROR_ROLLBACK interactive
begin;
select 1/0;
select 1;
rollback;
\set ON_ERROR_ROLLBACK off
begin;
select 1/0;
select 1;
commit;
\set ON_ERROR_ROLLBACK on
\set FETCH_COUNT 1
begin;
select 1/0;
select n from generate_series(1, 3) n;
select 1/(2-n) from generate_series(1, 3) n;
select 'fine' as a;
end;
