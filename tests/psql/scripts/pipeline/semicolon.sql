-- since: 18
\startpipeline
select 'with a semicolon' as a;
select $1 as b \bind x;
select 1 as a\; select 2 as b;
\endpipeline
\startpipeline
begin;
create table t (a int);
insert into t values (1);
commit;
\endpipeline
table t;
\startpipeline
insert into t values ($1) \bind 2 \sendpipeline
select * from t;
\syncpipeline
select * from t where a = $1 \bind 2 \sendpipeline
\endpipeline
