-- options: --csv
select 1 as a, 'x,y' as b;
\pset format aligned
select 1 as a, 'x,y' as b;
