select 1 as a \g out.txt
\! cat out.txt
select 2 as a \g out.txt
\! cat out.txt
select 3 as a \g 'with blank.txt'
\! cat 'with blank.txt'
select 4 as a \g (format=csv) out.csv
\! cat out.csv
\set file varied.txt
select 5 as a \g :file
\! cat varied.txt
select 6 as a \g /nowhere/at/all.txt
select 7 as a \g | cat
select 8 as a \g |sed s/8/eight/
select 9 as a \g (format=csv) |cat -n
select 10 as a\; select 11 as b \g two.txt
\! cat two.txt
select 1/0 \g error.txt
\! cat error.txt
select 12 as a \g | cat > /dev/null; exit 3
\echo :SHELL_ERROR :SHELL_EXIT_CODE
select 13 as a \g | cat > /dev/null; nonexistent-program 2>/dev/null
create table t (a int) \g made.txt
\! cat made.txt
insert into t values (1) returning a \g made.txt
\! cat made.txt
copy t to stdout \g copied.txt
\! cat copied.txt
copy t to stdout \g |tr 1 2
copy t from stdin \g
5
\.
table t;
