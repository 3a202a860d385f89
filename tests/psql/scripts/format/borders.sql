select 1 as one, 'two' as two, null as three \g
\pset border 0
select 1 as one, 'two' as two, null as three;
\pset border 1
select 1 as one, 'two' as two, null as three;
\pset border 2
select 1 as one, 'two' as two, null as three;
\pset border 3
select 1 as one, 'two' as two, null as three;
\pset border 10
select 1 as one;
\pset border -1
\pset border x
\pset border
\x
\pset border 0
select 1 as one, 'two' as two from generate_series(1, 2);
\pset border 1
select 1 as one, 'two' as two from generate_series(1, 2);
\pset border 2
select 1 as one, 'two' as two from generate_series(1, 2);
\pset border 3
select 1 as one, 'two' as two from generate_series(1, 2);
