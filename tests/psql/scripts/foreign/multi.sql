create table m(i int);
select 1 \; select 2 \; select 3;
\set SHOW_ALL_RESULTS off
select 1 \; select 2 \; select 3;
select 1 \; select 1/0 \; select 3;
select 1 \; insert into m values (1) \; 
;
select 1 \; update m set i = 5;
select 1 as x \; select 2 as y \gset
\echo :x :y
select 1 as x \; select 2 as y \gx
select 1 as x \; select 2 as y \g mm.out
\! cat mm.out
copy m to stdout \; select 3;
select 3 \; copy m to stdout;
\set SHOW_ALL_RESULTS on
copy m to stdout \; select 3;
select 3 \; copy m to stdout;
copy m from stdin \; select 5 \; copy m from stdin;
1
2
\.
3
\.
table m;
select 1 as x \; select 2 as y \gx
select 1 as x \; select 2 as y \g mm.out
\! cat mm.out
begin \; select 1 \; commit;
begin \; select 1/0 \; commit;
select 1;
rollback;
select 1 \; begin \; select 2;
select 3;
commit;
\; select 1;
select 1 \; ;
\;
;
\;\;;
select 1 \;\; select 2;
do $$ begin raise notice 'n1'; end $$ \; do $$ begin raise notice 'n2'; end $$ \; select 1;
set client_min_messages = debug \; reset client_min_messages;
\set AUTOCOMMIT off
select 1 \; select 2;
commit \; select 1;
rollback;
\set AUTOCOMMIT on
copy m from stdin \; select 1/0;
5
\.
copy m from stdin \; select 2;
bad
\.
select 1 \; copy nosuch from stdin;
5
\.
select 1 \; savepoint x;
vacuum \; select 1;
select 1 \; vacuum m;
create database nope \; select 1;
