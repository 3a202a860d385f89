create table t (a int, b text);
insert into t values (1, 'one'), (2, null);
\copy t to out.txt
\! cat out.txt
\copy t to 'out file.csv' csv header
\! cat 'out file.csv'
\copy t to stdout
\copy t to pstdout
\copy (select * from t where a = 1) to stdout
\copy (select ';', ')', '(', ''';''') to stdout
\copy (select 'a) to x' as "b) to y") to stdout csv header
\copy t to program 'cat -n'
\copy t to program 'cat > /dev/null; exit 5'
\copy t to /nowhere/out.txt
\copy t to folder
\copy nonexistent to out.txt
\copy (select 1/0) to stdout
\copy t (b) to stdout
\copy (insert into t values (3, 'c') returning *) to stdout
\copy (with x as (select 1) select * from x) to stdout
\o out.txt
\copy t to stdout
\copy t to pstdout
\o
\! cat out.txt
\copy t to stdout (format csv, delimiter ';')
\copy t TO STDOUT CSV
\copy t to stdout;
\copy t to 'it''s.txt'
\! cat "it's.txt"
\copy t to "dq.txt"
\! ls | grep dq
