create table t (a int, b text default 'x');
\pset border 2
\d t
\pset null '(null)'
\d t
\pset footer off
\d t
\pset footer on
\pset tuples_only on
\d t
\dt
\pset tuples_only off
\C 'My title'
\d t
\dt
\C
\x
\d t
\dt
\x
\pset format asciidoc
\d t
\pset format latex
\d t
\pset format wrapped
\pset columns 30
\d t
\pset format aligned
\pset border 0
\d t
\pset linestyle unicode
\pset border 2
\d t
\set FETCH_COUNT 1
\d t
set search_path = nowhere;
\d t
\dt
\d public.t
\o out.txt
\d public.t
\o
\! cat out.txt
