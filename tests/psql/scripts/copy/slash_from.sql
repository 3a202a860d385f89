create table t (a int, b text);
\copy t from rows.txt
table t;
\copy t from 'rows.txt'
\copy t from rows.csv csv header
\copy t from rows.csv with (format csv, header)
\copy t (a) from stdin
10
\.
\copy t from nonexistent.txt
\copy t from wrong.txt
\copy t from folder
\copy nonexistent from rows.txt
\copy t from program 'echo 20; exit 0'
\copy t (a) from program 'echo 21; exit 0'
\copy t (a) from program 'echo 22; exit 3'
\copy t (a) from program 'echo x'
\copy t (a) from program 'nonexistent_program 2>/dev/null'
\copy "t" ("a") from program 'echo 23'
\copy public.t (a) from program 'echo 24'
\copy public . t (a) from program 'echo 25'
select a, b from t order by 1, 2;
\copy t from binary.dat binary
\copy t from rows.txt where a = 1
select count(*) from t where a = 1;
