select 1 as a;
\if false
\q
\endif
select 2 as a;
select 'in the buffer'
\q
select 3 as a;
