\set SINGLELINE on
select 1 as a
select 2 as b;
select 3 as c; select 4 as d
select 'quoted
newline' as e
-- comment

\echo x
select (1
)
select 'x' \g
\set SINGLELINE off
select 5
as f;
