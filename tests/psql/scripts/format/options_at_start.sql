-- options: -A -t -F ; -R |
select 1 as a, 2 as b from generate_series(1, 2);
\pset format aligned
\t
select 1 as a;
