create role regress_one superuser createdb createrole replication bypassrls connection limit 0;
create role regress_two login noinherit connection limit 1 valid until '2031-02-03 04:05:06+00';
create role regress_three nologin connection limit 7 valid until 'infinity';
create role "regress_Odd ""Role""" login in role regress_two, regress_three;
grant regress_three to regress_two with admin option;
comment on role regress_two is 'may not
do much';
alter role regress_two set work_mem = '5MB';
alter role regress_two set search_path = a, "B", public;
\du regress_*
\du+ regress_*
\dg+ "regress_Odd*"
\dux regress_two
\duS+x regress_two|regress_three
\drg regress_*
\drgx regress_two
\drds regress_*
\drds regress_two nope
\drds "regress_Odd ""Role"""
\set QUIET off
\drds regress_three
\set QUIET on
\pset null NULL!
\du+ regress_*
\x
\du+ regress_*
\drds regress_two
\x
\t
\du regress_*
\pset format csv
\du+ regress_*
\pset format unaligned
\du+ regress_*
\pset format aligned
\t
create table t (i int);
grant select, insert on t to regress_two;
grant select on t to regress_three with grant option;
alter default privileges for role regress_two grant select on tables to regress_three;
alter default privileges for role regress_two revoke all on functions from public;
\dp t
\z t
\ddp regress_*
set role regress_two;
\du regress_two
\dp t
\df nope
begin;
select 1/0;
\du regress_*
rollback;
reset role;
drop table t;
drop owned by regress_three;
drop owned by regress_two;
drop role regress_one, regress_two, regress_three, "regress_Odd ""Role""";
\du regress_*
