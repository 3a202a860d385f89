\a
select 1 as a, 'two' as b, null as c;
select 1 as a from generate_series(1, 3);
select 1 as a where false;
select;
select E'two\nlines' as "head
ing", 'a|b' as c;
\t
select 1 as a, 'two' as b;
\t
\C title
select 1 as a;
\f ,
select 1 as a, 2 as b;
\f '\t'
select 1 as a, 2 as b;
\f
\f ''
select 1 as a, 2 as b;
\pset fieldsep ' -- '
select 1 as a, 2 as b;
\pset fieldsep_zero
\pset fieldsep
\pset fieldsep ;
select 1 as a, 2 as b;
\pset recordsep '@'
select 1 as a from generate_series(1, 2);
\pset recordsep '\n'
select 1 as a from generate_series(1, 2);
\pset recordsep
\x
select 1 as a, 2 as b from generate_series(1, 2);
\pset footer off
select 1 as a, 2 as b from generate_series(1, 2);
\a
\a
\pset format
