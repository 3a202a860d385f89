select 1 where false \gset \echo x
select 1/0 \g \echo y
select 1 as "a b" \gset \echo z
select 1 \crosstabview \echo w
select 1 \g /nosuch/file \echo v
abc
def
\set FETCH_COUNT 1
select 1 as x union all select 2 \gset
\echo :x
select 1 as x where false \gset
select nosuch \gset
select 5 as x \gset
\echo :x
\set FETCH_COUNT 10
select 1 as x union all select 2 \gset
\set SHOW_ALL_RESULTS off
\set FETCH_COUNT 1
select 1 as x union all select 200000000;
select 5 as a \g (format=nosuch border=x title=t zzz)
select 5 as a \g (format=csv)x.out
select 5 as a \g (format=csv
