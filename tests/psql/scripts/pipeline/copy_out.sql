-- since: 18
create table t (a int);
\startpipeline
copy t to stdout;
\endpipeline
select 'after' as a;
