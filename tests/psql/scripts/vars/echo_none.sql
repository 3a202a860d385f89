\set ECHO none
select 1 as a;
\echo visible
select 1/0;
\i good.sql
\set ECHO all
select 2 as a;

-- a comment

\echo visible
\i good.sql
select 3
as a
;
