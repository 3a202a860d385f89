-- since: 18
\startpipeline
select 1 as a \bind \sendpipeline
select 1/$1::int as b \bind 0 \sendpipeline
select 3 as c \bind \sendpipeline
\syncpipeline
select 4 as d \bind \sendpipeline
\endpipeline
\startpipeline
select nonsense;
select 2 as b;
\getresults
\syncpipeline
\getresults
select 3 as c;
\endpipeline
\startpipeline
select $1 as a \bind \sendpipeline
\endpipeline
\startpipeline
insert into nowhere values (1);
\endpipeline
\echo :ERROR :SQLSTATE
select 'after' as a;
