select 1 as one, 'two' as two, null as three \gset
\echo :one :two :three
\echo :'one' :'two' :{?three}
select 5 as one, 6 as x \gset prefix_
\echo :prefix_one :prefix_x :one
select 1 as a where false \gset
\echo :ERROR :ROW_COUNT
select n as a from generate_series(1, 2) n \gset
select 1 as "bad name", 2 as ok \gset
\echo :ok
select 1 as "?column?" \gset
select 1 \gset
select 1 as a, 2 as a \gset
\echo :a
select 1 as "AUTOCOMMIT" \gset
select 'bad' as "AUTOCOMMIT" \gset
\echo :AUTOCOMMIT
select 1 as x \gset bad-prefix
select 'quoted''s "text"' as q, E'new\nline' as n \gset
\echo :q :'q' :"q"
\echo :n
select :'n' as n;
create table t (a int) \gset
insert into t values (7) returning a as returned \gset
\echo :returned
select 1/0 as x \gset
\echo :x
select 1 as d1\; select 2 as d2 \gset
\echo :d1 :d2
select \gset
select 10 as var01, 20 as var02 \gset p
\echo :pvar01 :pvar02
select 1 as "ünï" \gset
\echo :ünï
\gset
select 'x' as fetched \gset pre fix
\echo :prefetched
