\c - - - -
select 2 as b;
\c postgres - - -
\c -reuse-previous=nonsense x
select 'never' as a;
