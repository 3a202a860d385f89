select 1 as before;
select 1/0;
select nonsense;
select 2 as after;
