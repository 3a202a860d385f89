\set ON_ERROR_STOP on
select 'before' as a;
\nonsense
select 'never' as a;
