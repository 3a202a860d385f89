create table t (a text);
copy t from stdin;
\.
copy t from stdin;
 \.
x\.
\\.
\.
table t;
copy t from stdin csv;
"\."
\.
table t;
\.
select 'a dot out of copy' as a;
copy t from stdin;
two

blank
\.
table t;
