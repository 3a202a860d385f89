select 'create table ge(i int)', 'insert into ge values (1),(2)', null, 'select * from ge', '' \gexec
select 'select ' || i from generate_series(1,3) i \gexec
select format('create table ge_%s(a int)', i) from generate_series(1,3) i \gexec
select format('drop table ge_%s', i) from generate_series(0,3) i \gexec
select 'select 1/0', 'select 2' \gexec
\set ON_ERROR_ROLLBACK on
begin;
select 'select 1/0', 'select 2' \gexec
commit;
\set ON_ERROR_ROLLBACK off
begin;
select 'select 1/0', 'select 2' \gexec
commit;
select 'select 1; select 2' \gexec
select 'begin', 'select 5', 'commit' \gexec
select 'copy (select 1) to stdout' \gexec
select 'copy ge from stdin' \gexec
3
\.
select 'select ''\echo not''' \gexec
select E'\\echo hi' \gexec
select 'select :x' \gexec
\set ECHO queries
select 'select 1 as e' \gexec
\set ECHO all
\set ECHO none
select 'select 1 as e' \gexec
\set ECHO all
select 'drop table ge', 'drop table ge' \gexec
\set ON_ERROR_STOP 1
select 'select 1/0', 'select 2' \gexec
