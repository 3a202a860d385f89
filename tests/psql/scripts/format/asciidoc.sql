\pset format asciidoc
select 1 as a, 'two' as b, null as c;
select 'a|b' as "x|y", E'two\nlines' as n, '' as empty, ' ' as blank;
select 1 where false;
\C 'A title'
select 1 as a;
\pset border 0
select 1 as a;
\pset border 2
select 1 as a;
\t
select 1 as a;
\t
\x
select 1 as a, 'b' as b from generate_series(1, 2);
\pset border 1
select 1 as a, 'b|c' as b from generate_series(1, 2);
\pset border 0
select 1 as a, 'b' as b from generate_series(1, 2);
\t
select 1 as a, 'b' as b from generate_series(1, 2);
