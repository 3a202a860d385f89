\pset format csv
select 1 as a, 'two' as b, null as c;
select 'a,b' as "x,y", 'quote"d' as q, E'new\nline' as n, ' spaces ' as s, E'\r' as r;
select 1 where false;
select;
select '' as empty, null as null;
\pset null NULL
select '' as empty, null as null;
\t
select 1 as a, 'two' as b;
\t
\pset csv_fieldsep ';'
select 'a,b' as "x,y", 'c;d' as z;
\pset csv_fieldsep '\t'
select 'a,b' as "x,y", E'c\td' as z;
\pset csv_fieldsep ''
\pset csv_fieldsep ab
\pset csv_fieldsep '"'
\pset csv_fieldsep '\n'
\pset csv_fieldsep
\x
select 1 as a, 'b,c' as b from generate_series(1, 2);
\t
select 1 as a, 'b,c' as b from generate_series(1, 2);
\x
\C title
select '\.' as dot;
select '-' as minus, '\' as backslash;
