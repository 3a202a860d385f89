select 1 as a;
\echo x
select 2 as b;
