\c - - - 1x
select 'never?' as b;
