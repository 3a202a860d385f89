-- since: 18
create table t (a int);
\startpipeline
copy t from stdin;
1
\.
\endpipeline
select 'after' as a;
