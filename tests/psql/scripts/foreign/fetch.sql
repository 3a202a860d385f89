\set FETCH_COUNT 2
select i, i*10 as ten from generate_series(1,5) i;
select i from generate_series(1,5) i where false;
select i, 1/(4-i) from generate_series(1,5) i;
\pset format unaligned
select i, 1/(4-i) from generate_series(1,5) i;
select i, i*10 as ten from generate_series(1,5) i;
\pset format csv
select i, 1/(4-i) from generate_series(1,5) i;
select i, i*10 as ten from generate_series(1,5) i;
\pset format html
select i, 1/(4-i) from generate_series(1,5) i;
select i, i*10 as ten from generate_series(1,5) i;
\pset format latex
select i, 1/(4-i) from generate_series(1,5) i;
\pset format latex-longtable
select i, 1/(4-i) from generate_series(1,5) i;
\pset format troff-ms
select i, 1/(4-i) from generate_series(1,5) i;
\pset format asciidoc
select i, 1/(4-i) from generate_series(1,5) i;
select i, i*10 as ten from generate_series(1,5) i;
\pset format wrapped
select i, i*10 as ten from generate_series(1,5) i;
\pset format aligned
\x
select i, 1/(4-i) from generate_series(1,5) i;
select i, i*10 as ten from generate_series(1,5) i;
\pset format html
select i, i*10 as ten from generate_series(1,3) i;
\pset format unaligned
select i, i*10 as ten from generate_series(1,3) i;
\pset format asciidoc
select i, i*10 as ten from generate_series(1,3) i;
\pset format latex
select i, i*10 as ten from generate_series(1,3) i;
\pset format aligned
\x
\t
select i, i*10 as ten from generate_series(1,5) i;
\t
\pset title 'some title'
\pset border 2
select i, repeat('x', i) as ten from generate_series(1,5) i;
\pset title
\pset border 1
select repeat('x', i*3) from generate_series(1,5) i;
begin;
select i, 1/(4-i) from generate_series(1,5) i;
select 1;
rollback;
create table ft(i int);
insert into ft select generate_series(1,5) returning i;
update ft set i = i + 1 returning *;
with x as (delete from ft returning *) select * from x;
select 1 \; select generate_series(1,3) \; select 3;
select generate_series(1,3) \g | cat
select generate_series(1,3) \g fc.out
\! cat fc.out
select generate_series(1,3) as x \gx
select 1 as x \gset
values (1),(2),(3);
table ft;
select 1 into ft2;
explain (costs off) select 1;
show fetch_count;
copy (select 1) to stdout;
\set FETCH_COUNT 0
\set FETCH_COUNT -1
\set FETCH_COUNT x
\echo :FETCH_COUNT
\unset FETCH_COUNT
\echo :FETCH_COUNT
