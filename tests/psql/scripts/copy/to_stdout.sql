create table t (a int, b text);
insert into t values (1, 'one'), (2, null), (3, E'tab\tnew\nline\\');
copy t to stdout;
copy t to stdout csv;
copy t to stdout (format csv, header, force_quote *);
copy t (b) to stdout;
copy (select * from t where a > 1) to stdout with null 'NULL';
copy (select 'é日本') to stdout;
copy (select 1/0) to stdout;
copy (select 1/(3-n) from generate_series(1, 5) n) to stdout;
copy (insert into t values (4, 'four') returning *) to stdout;
copy nonexistent to stdout;
copy t to stdout \g out.txt
\! cat out.txt
\o out.txt
copy t to stdout;
\o
\! cat out.txt
copy t to stdout\; select 1 as a\; copy t to stdout;
copy (select repeat('x', 10000)) to stdout;
copy (select n from generate_series(1, 2000) n) to stdout;
copy (select) to stdout;
\x
copy t to stdout;
copy (select '\.') to stdout csv;
