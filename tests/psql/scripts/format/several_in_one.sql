\pset border 2
\pset format aligned
select 1 as a\; select 2 as b;
select 1 as a; select 2 as b; select 3 as c;
\C 'A title'
select 1 as a\; select 2 as b\; select 3 as c;
\x
select 1 as a\; select 2 as b;
\x \\ select 1 as a; \x \\ select 2 as b;
\pset format unaligned \\ select 1 as a, 2 as b; \pset format aligned
\t \a \\ select 5;
