-- \q ends an included script within its branch, and then this one, without a word about \endif
\if true
\i quits_in_branch.sql
\echo back here
select 1 as unsent
\if true
\q
