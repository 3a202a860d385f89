\a
\pset fieldsep_zero
\pset recordsep_zero
select 1 as a, 2 as b from generate_series(1, 2);
\t
select 1 as a, 2 as b from generate_series(1, 2);
\x
select 1 as a, 2 as b from generate_series(1, 2);
\pset recordsep
\pset fieldsep
