select 1 as a\; select 2 as b;
select 1 as a\; select 2 as b\;;
\;
select 1 as a \;
select 2 as b \g
select 1 as a\;select nonsense\;select 3 as c;
begin\; select 1 as a\; commit;
create table t (a int)\; insert into t values (1)\; select * from t;
insert into t values (2)\; select 1/0\; insert into t values (3);
table t;
select 'in transaction' as a\; rollback;
begin\; insert into t values (4)\; savepoint s\; select 1/0;
rollback to s\; table t\; commit;
select 1 as a\; \g
copy t to stdout\; select 'after' as a;
select 'before' as a\; copy t from stdin\; select 'after' as a;
10
\.
table t;
copy t from stdin\; copy t from stdin;
11
\.
12
\.
table t;
select '\;' as quoted\; select ';' as also;
