create table t (a int primary key, b text);
explain (costs off) select * from t;
explain (costs off) select * from t where a = 1;
explain (costs off) select count(*) from t group by b order by 1;
explain (costs off, verbose) select a, b from t where b like 'x%';
explain (costs off, format json) select 1 as a;
explain (costs off, format yaml) select 1 as a;
explain (costs off, format xml) select 1 as a;
explain (costs off) insert into t values (1, 'x');
explain (costs off) update t set b = 'y' where a = 1;
explain (costs off) with x as materialized (select 1) select * from x;
explain (costs off) select * from t t1 join t t2 using (a);
explain (analyze, costs off, timing off, summary off, buffers off) select 1 as a;
explain (costs off) select nonsense;
explain (nonsense) select 1;
explain create table x (a int);
\x
explain (costs off) select * from t where a = 1;
\x
\pset format unaligned
explain (costs off) select * from t where a = 1;
\t
explain (costs off) select * from t where a = 1;
\pset format csv
explain (costs off) select * from t where a = 1;
explain (costs off) select * from t where a = 1 \g out.txt
\! cat out.txt
