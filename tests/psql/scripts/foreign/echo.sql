\set ECHO none
select 1 as none;
\echo none
\set ECHO queries
select 1 as q; select 2 as q2;
\echo queries
select 3 \g
select 4
  as four
  ;
-- comment
select /* inner */ 5 -- trailing
;
\set ECHO errors
select 1 as e;
select 1/0;
select nosuch
  from x;
\set ECHO all
select 1 as a;
\set ECHO_HIDDEN on
\set ECHO_HIDDEN off
\set ECHO nonsense
\set ECHO
\echo :ECHO
\unset ECHO
\echo :ECHO
select 1;
\set ECHO all
\set SINGLESTEP on
\set SINGLESTEP off
\set SINGLELINE on
select 1
select 2;
select 3 \; select 4
\set SINGLELINE off
\set QUIET off
create table q(i int);
insert into q values (1);
\x
\x
\t
\t
\a
\a
\pset null x
\pset border 2
\o /dev/null
\o
\timing off
\encoding
\cd /tmp
\set QUIET on
drop table q;
