\set ON_ERROR_STOP on
select 1 where false \gset
select 'is it reached' as a;
