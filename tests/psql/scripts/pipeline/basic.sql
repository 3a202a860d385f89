-- since: 18
\startpipeline
select $1 as a \bind 1 \sendpipeline
select $1 as b \bind 2 \sendpipeline
select 'plain', $1 as c \bind 3 \sendpipeline
\endpipeline
\startpipeline
\endpipeline
\endpipeline
\startpipeline
select 1 \bind \sendpipeline
\startpipeline
\endpipeline
select 'after' as a;
