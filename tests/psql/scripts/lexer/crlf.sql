select 1 as a;
\echo one
\set x 5
\echo [:x]
select 'two
lines' as b;
select 3
as c;
\pset border 2
\if true
select 4 as d;
\endif
select nonsense;
-- comment
\nonsense
select 5 as e \g
create table t (a int);
copy t from stdin;
1
\.
table t;
