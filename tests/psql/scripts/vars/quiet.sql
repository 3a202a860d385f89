\set QUIET off
create table t (a int);
insert into t values (1), (2);
\set QUIET on
insert into t values (1), (2);
\set QUIET
update t set a = 1;
\unset QUIET
update t set a = 1;
\set QUIET nonsense
delete from t;
copy t from stdin;
1
\.
\copy t from stdin
2
\.
\copy t to out.txt
\t
create table u (a int);
\t
insert into t values (1) returning a;
notify x;
listen x;
notify x, 'payload';
\a
insert into t values (5);
\H
insert into t values (5);
select 1 as a;
