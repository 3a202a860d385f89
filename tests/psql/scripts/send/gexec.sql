select 'select 1 as a' union all select 'select 2 as b' \gexec
select format('create table t%s (a int)', n) from generate_series(1, 2) n \gexec
select 'insert into t1 values (1)', 'insert into t2 values (2)' \gexec
table t1; table t2;
select null, 'select ''not null''', '' \gexec
select 'select 1/0', 'select ''after an error''' \gexec
select 'nonsense', 'select 1; select 2' \gexec
select 1 where false \gexec
select from t1 \gexec
select 1/0 \gexec
select '\echo not a command' \gexec
select 'select :var' \gexec
\set ECHO queries
select 'select 1 as echoed' \gexec
\set ECHO all
select 'select 2 as echoed' \gexec
\set ECHO none
select 'select 3 as echoed' \gexec
\gexec
create table u (a int) \gexec
\set ON_ERROR_STOP on
select 'select 1/0', 'select ''never''' \gexec
select 'never either';
