\pset null '(null)'
select null as a, '' as b, 'null' as c;
\pset null
\x
select null as a, '' as b;
\x
\pset null ''
select null as a, 1 as b;
\pset null 'ünknown'
select null as a, 1 as b;
\pset null "double quoted"
select null as a;
\pset null unquoted words
select null as a;
\pset format unaligned
select null as a, 1 as b;
\pset format html
select null as a, 1 as b;
\pset format latex
\pset null '_&_'
select null as a, 1 as b;
