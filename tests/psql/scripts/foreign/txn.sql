\set AUTOCOMMIT off
create table t(i int primary key);
insert into t values (1);
insert into t values (1);
insert into t values (2);
commit;
table t;
rollback;
create table t(i int primary key);
commit;
\echo :AUTOCOMMIT
vacuum t;
begin;
begin;
commit;
create database nope_x template nosuch;
\c -
rollback;
insert into t values (1);
savepoint a;
insert into t values (1);
rollback to a;
insert into t values (2);
release a;
commit;
\set ON_ERROR_ROLLBACK on
insert into t values (3);
insert into t values (3);
insert into t values (4);
savepoint b;
insert into t values (3);
rollback to b;
release savepoint b;
release nosuch;
rollback to nosuch;
commit;
table t;
commit;
\set ON_ERROR_ROLLBACK interactive
insert into t values (3);
table t;
commit;
\set AUTOCOMMIT on
\set ON_ERROR_ROLLBACK on
begin;
insert into t values (10);
insert into t values (10);
insert into t values (11) \; insert into t values (11);
insert into t values (12) \; commit;
begin;
insert into t values (13) \; rollback;
begin \; select 1/0;
select 1;
rollback;
begin;
savepoint s1;
select 1/0;
savepoint s2;
rollback to s1;
commit and chain;
select nosuch;
rollback and chain;
abort;
start transaction isolation level serializable read only;
insert into t values (99);
show transaction_isolation;
end;
begin; prepare transaction 'foreign_x';
commit;
begin; insert into t values (50); prepare transaction 'foreign_x';
select gid from pg_prepared_xacts where gid like 'foreign%';
rollback prepared 'foreign_x';
commit prepared 'foreign_x';
declare c cursor for table t;
begin;
declare c cursor for select * from t order by i;
fetch 2 from c;
fetch backward 1 from c;
move 1 in c;
fetch absolute 1 from c;
fetch nosuch from c;
fetch all in c;
close c;
close c;
commit;
table t;
set session characteristics as transaction read only;
insert into t values (77);
set session characteristics as transaction read write;
listen foreign_ch;
notify foreign_ch;
notify foreign_ch, 'payload';
begin; notify foreign_ch, 'in txn'; select 1; commit;
unlisten *;
set statement_timeout = 50;
select pg_sleep(1);
reset statement_timeout;
set lock_timeout = 'nonsense';
create role regress_foreign_r;
set session authorization regress_foreign_r;
select current_user, session_user;
table t;
insert into t values (1);
drop table t;
\echo :USER
reset session authorization;
set role regress_foreign_r;
\dt
create table public.zz(i int);
reset role;
grant select on t to regress_foreign_r;
\dp t
\z t
revoke all on t from regress_foreign_r;
\dp t
grant nosuch to regress_foreign_r;
grant select (i), update on t to regress_foreign_r with grant option;
\dp t
drop role regress_foreign_r;
drop owned by regress_foreign_r;
drop role regress_foreign_r;
