create table t (a text);
copy t from stdin;
\q
\.
\echo after
copy t from stdin;
\echo x
\.
table t;
