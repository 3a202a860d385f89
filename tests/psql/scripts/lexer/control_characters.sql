select1 as a;
select2 as b;
select '[31m' as c;
\echo [31mred[0m
select '[1m', nonsense;

select 3 as d;
\set x 
\echo :x
select 4 as nbsp;
select 'ab' as backspace;
