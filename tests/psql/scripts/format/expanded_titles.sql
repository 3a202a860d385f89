\x
\C 'A title'
select 1 as a, 2 as b;
\t
select 1 as a, 2 as b from generate_series(1, 2);
\t
\pset footer off
select 1 as a;
select 1 as a where false;
\C
select 1 as a where false;
\pset border 2
\C 'Again, with a border'
select 1 as a, 'xx' as b from generate_series(1, 2);
\pset tuples_only on
select 1 as a, 'xx' as b from generate_series(1, 2);
select 1 as a, 'xx' as b where false;
