\t
select 1 as a, 'b' as b from generate_series(1, 3);
select 1 where false;
select;
\pset border 2
select 1 as a, 'b' as b from generate_series(1, 3);
\pset border 0
select 1 as a, 'b' as b from generate_series(1, 3);
\pset border 1
\pset format unaligned
select 1 as a, 'b' as b from generate_series(1, 3);
\pset format csv
select 1 as a, 'b' as b from generate_series(1, 3);
\t off
select 1 as a;
\t 1
select 1 as a;
\t nonsense
\pset tuples_only
select 1 as a;
\pset tuples_only on
insert into pg_temp.nothing values (1);
create temp table t (a int);
insert into t values (1), (2) returning a;
explain (costs off) select * from t;
