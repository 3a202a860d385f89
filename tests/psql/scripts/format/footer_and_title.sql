select 1 as a from generate_series(1, 2);
\pset footer off
select 1 as a from generate_series(1, 2);
\pset footer
\pset footer on
\pset footer nonsense
\C 'A title'
select 1 as a from generate_series(1, 2);
\C 'A title that is longer than the table that it is the title of'
select 1 as a;
\C 'Ünïcode ✓'
select 'a wide enough column for a title to be in the middle' as a;
\C
\C two words
select 1 as a;
\pset title 'From pset'
select 1 as a;
\pset title
select 1 as a;
\t
\C hidden
select 1 as a;
\t
\pset border 2
select 1 as a;
\pset format unaligned
select 1 as a;
