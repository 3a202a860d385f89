create table t (a int, b text);
copy t from stdin;
1	one
2	\N
3	tab\there
4	back\\slash
\.
table t;
copy t from stdin;
\.
copy t (a) from stdin;
5
\.
copy t from stdin with (format csv, header);
a,b
6,"quoted, text"
7,"two
lines"
\.
copy t from stdin csv;
8,eight
\.
copy t from stdin (delimiter '|', null 'nil');
9|nil
\.
COPY t FROM STDIN WITH DELIMITER ',' CSV QUOTE '''';
10,'it''s'
\.
table t;
copy t from stdin;
11	;
12	\\echo x
13	'
14	$$
15	:a
\.
table t;
/* comment */ copy t from stdin; -- comment
16	x
\.
copy t from stdin
;
17	y
\.
copy t from stdin \g
18	z
\.
select count(*) from t;
