\set FETCH_COUNT 1
select 1 as one, 2 as two \gset
\echo :one :two
select n as a from generate_series(1, 3) n \gset
select 1 as none where false \gset
select 1/0 as e \gset
\unset FETCH_COUNT
\echo :one
