create table t (a int primary key, b text);
copy t from stdin;
x	bad
\.
copy t from stdin;
1
\.
copy t from stdin;
1	a	b
\.
copy t from stdin;
1	a
1	b
\.
copy nonexistent from stdin;
select 'copy of nothing reads no data' as a;
copy t (nonexistent) from stdin;
copy t from stdin (format nonsense);
copy t from stdin (format csv, header match);
a,c
1,2
\.
copy t from stdin csv;
1,"unterminated
\.
copy t from stdin;
1	\x4
2	\
\.
table t;
begin;
copy t from stdin;
5	five
\.
copy t from stdin;
5	again
\.
select 1;
rollback;
