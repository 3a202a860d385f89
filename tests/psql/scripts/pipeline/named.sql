-- since: 18
\startpipeline
select $1::int + 1 as n \parse st
\bind_named st 1 \sendpipeline
\bind_named st 2 \sendpipeline
\close_prepared st
\bind_named st 3 \sendpipeline
\endpipeline
\startpipeline
select $1 as a, $2 as b \parse ''
\bind_named '' x y \sendpipeline
\bind_named '' 1 \sendpipeline
\endpipeline
\set AUTOCOMMIT off
\startpipeline
select 1 as a;
\endpipeline
rollback;
\set AUTOCOMMIT on
\startpipeline
\d nonexistent
\dn
\endpipeline
