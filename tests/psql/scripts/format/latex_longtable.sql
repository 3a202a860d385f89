\pset format latex-longtable
select 1 as a, 'two' as b, null as c;
select '# $ % & _ { } ~ ^ \ < > |' as "x_y", E'two\nlines' as n;
\C 'A title'
select 1 as a;
\pset tableattr '0.2 0.3'
select 1 as a, 'x' as b, 'y' as c from generate_series(1, 2);
\pset tableattr
\pset border 0
select 1 as a, 'x' as b from generate_series(1, 2);
\pset border 2
select 1 as a, 'x' as b from generate_series(1, 2);
\pset border 3
select 1 as a, 'x' as b from generate_series(1, 2);
\t
select 1 as a;
\t
\x
select 1 as a, 'b' as b from generate_series(1, 2);
