select 1 as "not closed;
select 2;
