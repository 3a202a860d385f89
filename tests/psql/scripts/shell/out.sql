\o out.txt
select 1 as a;
\echo to stdout
\qecho to the file
\warn to stderr
select 1/0;
\d nonexistent
\o
\! cat out.txt
\qecho now to stdout
\o | sed s/^/piped:/ > piped.txt
select 2 as a;
\qecho piped too
\o
select 3 as a;
\o /nowhere/at/all
select 4 as a;
\o out.txt
\x
\t
\pset border 2
\encoding
\o
\! cat out.txt
\t
\x
\o out.txt extra
select 5 as a;
\o
\! cat out.txt
\o | cat > piped.txt
copy (select 6) to stdout;
\copy (select 7) to stdout
\o
\o out.txt
select 8 as a \g
select 9 as a \g other.txt
\g | cat
\o
\! cat out.txt other.txt
\out out.txt
\out
\o out.txt
\set QUIET off
create table t (a int);
\pset border 1
\o
\! cat out.txt
\! cat piped.txt
