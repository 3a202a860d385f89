-- since: 18
\set QUIET off
\set SHOW_ALL_RESULTS off
create table t (a int);
\startpipeline
select 'not shown' as a \bind \sendpipeline
\endpipeline
\startpipeline
select 'not shown' as a \bind \sendpipeline
insert into t values (1), (2) \bind \sendpipeline
select 'shown' as a \bind \sendpipeline
select 'not shown' as a \bind \sendpipeline
insert into t values (1) \bind \sendpipeline
\flushrequest
\getresults 3
\getresults
\echo :ROW_COUNT :ERROR
\endpipeline
\echo :ROW_COUNT
