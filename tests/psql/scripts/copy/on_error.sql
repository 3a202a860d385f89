-- since: 17
create table t (a int);
copy t from stdin (on_error ignore);
1
x
2
\.
copy t from stdin (on_error ignore, log_verbosity verbose);
3
y
\.
copy t from stdin (on_error nonsense);
\copy t from wrong.txt (on_error ignore)
\copy t from program 'echo z' (on_error ignore)
table t;
