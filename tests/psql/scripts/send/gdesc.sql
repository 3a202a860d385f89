select 1 as a, 'two' as b, null as c, now() as d \gdesc
select 1::numeric(10,2) as n, 'x'::varchar(5) as v, 'y'::char(3) as c, '{1}'::int[] as arr, '1'::bit(4) as bits \gdesc
select '1 day'::interval day to second (2) as i, now()::timestamp(3) as t, 'x'::name as n, 1::oid \gdesc
create table t (a int, "B b" text) \gdesc
select * from t \gdesc
create table t (a int, "B b" text);
select * from t \gdesc
insert into t values (1, 'x') \gdesc
insert into t values (1, 'x') returning * \gdesc
table t;
select \gdesc
select 1/0 \gdesc
select nonsense \gdesc
select 1 as a\; select 2 as b \gdesc
\gdesc
select $1 as p, $2::int as q \gdesc
select 'again' as last \gdesc
\gdesc
\g
\set ON_ERROR_STOP on
select from from \gdesc
select 'never';
