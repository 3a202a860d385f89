\c -reuse-previous
select 'never' as a;
