\echo one \\ \echo two
\echo one\\\echo two
\echo one \\select 1 as a;
select 1 as a \g \\ select 2 as b;
\set x 5 \\ select :x as x;
\if true \\ \echo in \\ \endif \\ \echo after
\pset border 2 \\ select 1 as a; \pset border 1 \\ select 2 as a;
\\
\\ select 1 as a;
select 3 as a\\
;
\echo :x\\select :x;
\x \\ select 1 as a; \x
\t\a\\select 5;
\t\a
\echo 'a\\b'
\echo "a\\b"
\! echo a \\ echo b
