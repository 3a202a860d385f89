-- since: 17
\t
select 'x' where false \watch m=1
select n from generate_series(1, 2) n \watch m=2 c=2 i=0.01
select n from generate_series(1, 2) n \watch min_rows=3 c=5 i=0.01
select 1 \watch m=x
select 1 \watch m=0
select 1 \watch m=1 m=2
create temp table t as select 1 as a;
delete from t where ctid = (select min(ctid) from t) returning 'gone' \watch m=1 i=0.01
