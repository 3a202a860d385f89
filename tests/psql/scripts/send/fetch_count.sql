\set FETCH_COUNT 2
select n from generate_series(1, 5) n;
select n from generate_series(1, 4) n;
select n, 'wide ' || n as w from generate_series(8, 11) n;
select 1 where false;
select;
\x
select n from generate_series(1, 3) n;
\x
\a
select n from generate_series(1, 3) n;
\a
\t
select n from generate_series(1, 3) n;
\t
select 1/(3 - n) as x from generate_series(1, 5) n;
\echo :ROW_COUNT :ERROR
select 1 as a\; select 2 as b;
create table t (a int);
insert into t select generate_series(1, 3) returning a;
update t set a = a + 1;
table t;
values (1), (2), (3);
with x as (select generate_series(1, 3) as n) select * from x;
begin;
select n from generate_series(1, 3) n;
select 1/0;
select 1;
rollback;
\pset format csv
select n from generate_series(1, 3) n;
\pset format html
select n from generate_series(1, 3) n;
\pset format aligned
select n from generate_series(1, 3) n \g out.txt
\! cat out.txt
select n from generate_series(1, 3) n \g | cat
\pset border 2
select n, repeat('x', n) as x from generate_series(1, 5) n;
\C title
select n from generate_series(1, 3) n;
\set FETCH_COUNT 0
select n from generate_series(1, 3) n;
\set FETCH_COUNT x
\set FETCH_COUNT -1
\echo :FETCH_COUNT
select n from generate_series(1, 3) n;
explain (costs off) select 1;
\set FETCH_COUNT 1
explain (costs off) select 1;
show search_path;
select nonsense;
select n from generate_series(1, 3) n \gexec
select 'select 1 as a from generate_series(1, 2)' \gexec
