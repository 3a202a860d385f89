-- since: 18
listen x;
\startpipeline
notify x, 'one' \bind \sendpipeline
\syncpipeline
\getresults
\echo after the first
notify x, 'two' \bind \sendpipeline
\endpipeline
\echo after the second
select 1 as a;
