\set ECHO queries
select 1 as a;
select 2
  as b -- comment
;
\echo a command
select 3 as c \g
select 4 as d \gset
select 5 as e\; select 6 as f;
\set v 7
select :v as v;
select 1/0;
nonsense;
create table t (a int);
copy t from stdin;
1
\.
\d t
\dt
\copy t to stdout
-- only a comment
/* comment */ select 8;
;
\if false
select 9;
\endif
