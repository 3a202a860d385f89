\c - regress_nobody_at_all
select 'never?' as b;
\set
