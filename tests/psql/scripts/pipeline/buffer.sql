-- since: 18
-- What stands in the query buffer is the last statement behind a pipeline's command, and is not run.
select 'before'
\startpipeline
\p
select 'refused' \bind \g
\p
select 'with it'
\flush
\p
select 'one' \bind \sendpipeline
select 'synced'
\syncpipeline
select 'unbound'
\sendpipeline
\p
\flushrequest
select 'negative'
\getresults -1
\p
\r
select 'got'
\getresults
\p
select 'ended'
\endpipeline
\p
select 'alone';
