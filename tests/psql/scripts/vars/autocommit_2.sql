\set AUTOCOMMIT off
insert into pg_temp.x values (1);
select 'fails';
rollback;
create temp table t (a int);
\dt nonexistent
copy t from stdin;
1
\.
commit;
\copy t from rows_missing.txt
table t \gset
\copy t to stdout
rollback;
prepare transaction 'x';
rollback;
end;
abort;
(select 1);
values (1);
explain (costs off) select 1;
commit and chain;
commit;
select 1 as a\; select 2 as b;
rollback;
\gset
\set AUTOCOMMIT on
begin;
\set AUTOCOMMIT off
rollback;
do $$ begin commit; end $$;
rollback;
