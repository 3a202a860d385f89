-- since: 15
create table t (a int, b text);
copy t from stdin (header match);
a	b
1	x
\.
copy t from stdin (header match);
b	a
2	y
\.
copy t from stdin (header);
anything
3	z
\.
copy t to stdout (header);
copy t to stdout (header match);
