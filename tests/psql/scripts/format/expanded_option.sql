-- options: -x
select 1 as a, null as b from generate_series(1, 2);
