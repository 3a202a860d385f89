-- one
select 1 -- ; two
as a;
/* three; */ select /* four /* nested; */ still ; */ 2 as b;
/* a
   comment; of
   lines */
select 3 as c /* ' */;
select 4 as d /* " */ -- '
;
select '--' as e, '/*' as f, "--" from (select 1 as "--") q;
select $$ -- /* $$ as g;
select 5--6
as h;
select 6 /**/ as i /*/ */ ;
select 7 */* x */ 2 as j;
select 8 as k; -- comment with 'quote
select 9 as l; /* comment with 'quote */
/* \echo not run */
-- \echo not run
/* */ \echo run
select 10 as m /* \g */ \g
select 11 - -1 as n;
select 11 --1
;
-- :var :'var' `x`
/* $$ ' " */ select 12 as o;
/**//**/;
select 1 /* unbalanced */ */ ;
