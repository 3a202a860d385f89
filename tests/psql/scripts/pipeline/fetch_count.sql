-- since: 18
\set FETCH_COUNT 2
\startpipeline
select repeat('x', n) as a from generate_series(1, 5) n \bind \sendpipeline
select repeat('y', n) as b from generate_series(1, 5) n \bind \sendpipeline
\endpipeline
\startpipeline
select $1 as a \bind 1 \sendpipeline
\flushrequest
\getresults
select generate_series(1, 5) \bind \sendpipeline
\endpipeline
\startpipeline
select $1 \bind \sendpipeline
\flushrequest
\getresults
select $1 \bind \sendpipeline
\endpipeline
\startpipeline
select 1/(3 - n) as c from generate_series(1, 5) n \bind \sendpipeline
select 2 as c \bind \sendpipeline
\syncpipeline
\getresults
\endpipeline
\startpipeline
\getresults
\endpipeline
