\set ECHO errors
select 1 as a;
select 1/0;
select
  nonsense,
  1;
select 1/0 \g
\nonsense
select 'x' as a\; select 1/0;
\i bad.sql
create table t (a int);
copy t from stdin;
x
\.
\copy t from wrong.txt
\d nonexistent
\set ECHO none
select 1/0;
