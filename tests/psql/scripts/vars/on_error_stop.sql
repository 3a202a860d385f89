select 1/0;
select 'goes on' as a;
\nonsense
\set ON_ERROR_STOP on
select 'before' as a;
select 1/0;
select 'never' as a;
