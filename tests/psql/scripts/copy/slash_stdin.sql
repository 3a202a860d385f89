create table t (a int, b text);
\copy t from stdin
1	one
\.
\copy t from pstdin
2	two
\.
\i folder/outer.sql
\copy t from stdin csv
3,"three
lines"
\.
\copy t from stdin
x	bad
\.
\copy t from stdin with (format csv, header)
a,b
4,four
\.
table t;
begin;
\copy t from stdin
5
\.
select 1;
rollback;
\copy nonexistent from stdin
select 'next' as a;
