select 1 as a;
select 'not closed;
select 2;
\echo x
