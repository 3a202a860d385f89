-- since: 16
select $1::int + $2::int as sum \bind 3 4 \g
select $1 as a, $2 as b \bind 'a b' "c d" \gx
\set x foo
select $1 as a \bind :x \g
select $1 as a \bind :'x' \g
select $1 as a \bind \g
select 1 as a \bind 5 \g
select 'none' as a \bind \g
select $1::int as a \bind nonsense \g
select $1::text as a \bind NULL \g
select $1 as a \bind foo;
select $1::int as a \bind 1 \gset
\echo :a
select $1::int as a \bind 1 \gdesc
select $1 as a \bind '' \g (format=csv)
select $1::int as a\; select 2 \bind 1 \g
select 'no bind' as a;
insert into pg_temp.x values ($1) \bind 1 \g
create temp table t (a int);
insert into t values ($1) \bind 7 \g
select a from t where a = $1 \bind 7 \g
select 'forgotten'
\bind 1
\r
select 'is it still bound' as a;
\bind 1 2 3
select $1 || $2 || $3 as a
\g
select $1 as a \bind 'é' \g | cat
select 'select ' || $1 \bind 5 \gexec
select $1::int, 'c', 1 \bind 9 \crosstabview
copy (select 1) to stdout \bind \g
