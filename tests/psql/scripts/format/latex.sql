\pset format latex
select 1 as a, 'two' as b, null as c;
select '# $ % & _ { } ~ ^ \ < > |' as "x_y", E'two\nlines' as n;
select 1 where false;
\C 'A title & more'
select 1 as a;
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
\pset border 1
select 1 as a, 'b' as b from generate_series(1, 2);
\pset border 0
select 1 as a, 'b' as b from generate_series(1, 2);
\t
select 1 as a, 'b' as b;
\pset footer off
\t
select 1 as a, 'b' as b;
