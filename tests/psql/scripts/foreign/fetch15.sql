\set FETCH_COUNT 2
select nosuch;
select * from
 nosuch;
select 1
  , nosuch;
with x as (select nosuch) select 1;
with x as (select 1 a) select nosuch from x;
  /* comment */ select nosuch;
-- c
select nosuch;
(select nosuch);
(select 1 union select 2 union select 3);
values (nosuch);
values (1),(2),(3);
table nosuch;
create table a(i int);
insert into a values (1),(2),(3);
table a;
select i from a for update;
select 1/i from a;
select 1/(i-3) from a;
\errverbose
select * from a where i = $1;
select 1 \; select 2;
select 1 \; create table b(i int);
select 3 \; select 1/0;
select 1 \; insert into a values (9);
select count(*) from a;
select 1 \; begin;
select 2;
select 2;
commit;
begin;
select i from a;
select 1 \; select 2;
select nosuch;
select 1;
rollback;
select i as x from a \gset
select i from a limit 1 \gset
select i from a \gx
select i from a \g f15.out
\! cat f15.out
select 'select 5' from a \gexec
select i,i,i from a \crosstabview
select i from a \gdesc
select $1::int from a \bind 5 \g
\bind 5
select $1::int from a;
select i into a2 from a;
select 1 as x from a where false;
\echo :ROW_COUNT :SQLSTATE :ERROR
select i from a;
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_MESSAGE
select 1/(i-2) from a order by i;
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_MESSAGE
select nosuch;
\echo :ROW_COUNT :SQLSTATE :ERROR :LAST_ERROR_MESSAGE
\set QUIET off
select i from a;
select i from a where i > 2;
\set QUIET on
\timing on
\timing off
\set ECHO queries
select i from a;
\set ECHO all
\set AUTOCOMMIT off
select i from a;
select nosuch;
select 1;
rollback;
select 2;
commit;
\set AUTOCOMMIT on
\set ON_ERROR_ROLLBACK on
begin;
select nosuch;
select i from a;
select 1/(i-2) from a order by i;
select 3;
commit;
\set ON_ERROR_ROLLBACK off
create function n() returns int language plpgsql as $$ begin raise notice 'hi'; return 1; end $$;
select n() from a;
create function e(int) returns int language plpgsql as $$ begin if $1 > 2 then raise exception 'big'; end if; return 1; end $$;
select e(i) from a;
select e(i) from a order by i desc;
\pset footer off
select i from a;
\pset footer on
\t
select i from a;
\t
\pset expanded auto
select i from a;
\pset expanded off
select from a;
select i, null, repeat('x', i) from a;
prepare p as select i from a;
execute p;
declare c cursor with hold for select i from a;
fetch 3 from c;
fetch all from c;
close c;
show search_path;
explain (costs off) select i from a;
select pg_notify('x', 'y');
listen x;
select pg_notify('x', 'y');
select 'multi
line';
select '漢字' as "字" from a;
with x as (insert into a values (5) returning i) select i from x;
