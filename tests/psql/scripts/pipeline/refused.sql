-- since: 18
create table t (a int);
\startpipeline
select 1 as a \g
select 1 as a \gx
select 1 as a \gset
select 1 as a \gdesc
select 'select 1' \gexec
select 1 as a \watch c=1
select 1, 2, 3 \crosstabview
\r
\endpipeline
\startpipeline
select $1 as a \bind 1 \g
\endpipeline
\startpipeline
select $1 as a \bind 1 \gset
\r
\endpipeline
select 'after' as a;
