-- since: 18
\startpipeline
select 1 \gset
\p
\r
select 2 \gexec
\p
\r
select 3 \g
\p
\r
select 4 \gx
\p
\r
select 5 \watch c=1
\p
\r
select $1 \bind 1 \g
\p
\r
select $1 \bind 1 \gset
select 7;
\r
select $1 \bind 1 \gdesc
\p
\endpipeline
