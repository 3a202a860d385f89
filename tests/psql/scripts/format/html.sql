\H
select 1 as a, '<b>&"bold"</b>' as b, null as c;
select E'two\nlines' as "head&ing", '  leading' as l, '' as empty;
select 1 where false;
\C 'A <title>'
select 1 as a;
\T 'class="x" border=0'
select 1 as a;
\T
\pset tableattr
\pset border 0
select 1 as a;
\pset border 2
select 1 as a;
\t
select 1 as a;
\t
\x
select 1 as a, E'x\ny' as b from generate_series(1, 2);
\t
select 1 as a, 'b' as b from generate_series(1, 2);
\t
\C
\pset footer off
select 1 as a;
\H
select 1 as a;
\pset format html
\H
