\echo in inner.sql
select 'inner'
as said;
select oops;
