\echo in outer.sql
\ir inner.sql
\i folder/inner.sql
select 'outer' as said;
