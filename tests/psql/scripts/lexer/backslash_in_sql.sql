select '\n' as a, '\\' as b, '\echo' as c;
select "\x" from (select 1 as "\x") q;
select $$\g$$ as d;
select 1 as a \g
select 2 as a\g
select 3 as a \g \echo hm
select 4 \p as b
;
select 5 \echo middle \\ as c;
select 6 as d \x \g
\x
select 7 as e \pset border 2 \\ ;
\pset border 1
select '\' \g
select E'\\' \g
select 'a' \'b';
\r
select 8 \;\; select 9;
\g\g
select 10 as a \gset \echo :a
select \\ 11 as a;
