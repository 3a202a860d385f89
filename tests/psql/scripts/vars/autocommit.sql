\set AUTOCOMMIT off
select 1 as a;
create table t (a int);
insert into t values (1);
rollback;
table t;
rollback;
create table t (a int);
commit;
insert into t values (1);
commit;
insert into t values (2);
select 1/0;
select 1;
rollback;
table t;
commit;
begin;
commit;
vacuum t;
rollback;
create database template1;
rollback;
;
-- comment
commit;
commit;
rollback;
savepoint x;
rollback;
\set AUTOCOMMIT on
select count(*) from t;
\set AUTOCOMMIT off
/* comment */ start transaction;
commit;
set search_path = public;
commit;
discard all;
rollback;
alter system reset nonsense;
rollback;
cluster;
drop tablespace nonexistent;
reindex table t;
rollback;
reindex table concurrently t;
copy t to stdout;
insert into t values (9)
\g
select 'left open at the end, so rolled back';
