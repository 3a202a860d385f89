-- since: 18
\startpipeline
select 1 as a \bind \sendpipeline
