-- since: 14
\c
\c -
\c - -
\c - - - -
\c :DBNAME
create role regress_foreign_c login;
\c - regress_foreign_c
select current_user;
\echo :USER
\c - postgres
\c postgres
\echo :DBNAME
\c nosuch
\echo :DBNAME
\c - nosuchuser
\c - - - 1
\c - - nohost.invalid
\c "host=/nosuch"
\c "user=regress_foreign_c dbname=template1"
\echo :USER :DBNAME
\c "dbname=postgres user=postgres nosuch=1"
\c postgresql:///postgres?user=postgres
\echo :USER :DBNAME
\c postgres://nosuchuser@/postgres?host=/nosuch
\c "dbname = 'postgres' options='-c work_mem=1MB'"
show work_mem;
\c
show work_mem;
begin;
select 1/0;
\d nosuch
\dt
select 1 \gset
select 1 \gdesc
\c
select 2;
drop role regress_foreign_c;
\c -reuse-previous=off -
\c -reuse-previous=on "user=postgres"
\encoding SQL_ASCII
\encoding
\encoding utf-8
\encoding
\encoding latin1
\encoding
\c
\encoding
set client_encoding = 'LATIN1';
\encoding
\echo :ENCODING
reset client_encoding;
\echo :ENCODING
\set QUIET off
\c postgres postgres
\c - postgres
\c nosuch
\set QUIET on
select pg_terminate_backend(pg_backend_pid());
select 1;
\echo :DBNAME
