-- since: 18
select $1 \bind 1 \g
select $1, $2 \bind a 'b c' \g
select $1::int + $2 \bind 1 2 \g
select $1 \bind \g
select $1 \bind 1 2 \g
select $1::int \bind x \g
select 1 \bind \g
select 1 \; select 2 \bind \g
select $1 \bind 1
;
select $1 \bind 1 \gx
select $1 as a \bind 1 \gset
\echo :a
select $1 as a \bind 'select 2' \gexec
select $1 as a \bind 1 \gdesc
select $1 as v, $2 as h, $3 as c \bind 1 2 3 \crosstabview
select $1 as a \bind 1 \g b.out
\! cat b.out
\bind 1
select $1;
\bind 1
\echo x
select $1;
\bind 1 \g
copy (select 1) to stdout \bind \g
begin \bind \g
select 1/$1::int \bind 0 \g
select 1 \bind \g
rollback \bind \g
\set v 'q''x'
select $1, $2 \bind :v :'v' \g
select $1 \bind :"v" \g
select $1 \bind `echo a b` \g
select $1 \bind '' \g
select $1 \bind 'é' \g
select $1 \parse p1
\bind_named p1 5 \g
select 1 \parse ''
\bind_named '' \g
\parse p2
select 1 \parse
\r
\bind_named nosuch 1 \g
\bind_named
\close p1
\close_prepared p1
\bind_named p1 5 \g
\close_prepared nosuch
\close_prepared
select $1::int \parse p3
\bind_named p3 x \g
\bind_named p3 \g
\bind_named p3 1 2 \g
\bind_named p3 1 \gx
\bind_named p3 1 \gdesc
\bind_named p3 1
;
select name, statement from pg_prepared_statements order by 1;
select nosuch \parse p4
select $1 \parse p3
\startpipeline
select $1 \bind 1 \sendpipeline
select 2 \bind \sendpipeline
\flushrequest
\getresults
\syncpipeline
\getresults
\endpipeline
\startpipeline
select 1/0 \bind \sendpipeline
select 2 \bind \sendpipeline
\endpipeline
\startpipeline
\startpipeline
select 1;
select 1 \g
select $1 \bind 1 \g
\gdesc
select 1 \gset
select 1 \gexec
\d pg_class
copy (select 1) to stdout;
\endpipeline
\endpipeline
\syncpipeline
\flushrequest
\flush
\getresults
\getresults 1
\getresults -1
\getresults x
\sendpipeline
select 1 \sendpipeline
\r
\startpipeline
begin \bind \sendpipeline
select 1 \bind \sendpipeline
\syncpipeline
\getresults 1
\getresults 1
\getresults
commit \bind \sendpipeline
\endpipeline
\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT
\startpipeline
select 1 \bind \sendpipeline
\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT
\set ON_ERROR_STOP on
select 1/0 \bind \sendpipeline
\endpipeline
\echo not reached
