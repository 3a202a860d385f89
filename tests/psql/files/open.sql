\if true
select 'in an if that is not ended' as said;
