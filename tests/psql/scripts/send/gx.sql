select 1 as a, 'two' as b \gx
\gx
select 1 as a, 'two' as b from generate_series(1, 2) \gx
select 1 as a \gx out.txt
\! cat out.txt
select 1 as a \gx (border=2 format=unaligned)
\x
select 1 as a \gx
select 1 as a \g (expanded=off)
\x
select 1 as a;
select 1 as a \gx (expanded=off)
select 1 where false \gx
create table t () \gx
select from t \gx
select 1/0 \gx
\gx | cat
