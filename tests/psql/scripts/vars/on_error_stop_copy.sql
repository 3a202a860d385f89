\set ON_ERROR_STOP on
create table t (a int);
copy t from stdin;
x
\.
select 'never' as a;
