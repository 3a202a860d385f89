select 1 as a;
\connect nonexistent_database
select 'never?' as b;
\d
\echo still echoing
