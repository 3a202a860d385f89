-- since: 18
\startpipeline
select 1 as a \bind \sendpipeline
\flushrequest
\getresults
select 2 as b \bind \sendpipeline
select 3 as c \bind \sendpipeline
\flushrequest
\getresults 1
\getresults 5
select 4 as d \bind \sendpipeline
\syncpipeline
\getresults
\getresults
\getresults 0
\getresults -1
\getresults x
select 5 as e \bind \sendpipeline
\flush
\getresults
\endpipeline
\getresults
\flush
\flushrequest
\syncpipeline
\sendpipeline
select 6 as f \sendpipeline
select 7 as g \bind \sendpipeline
\r
