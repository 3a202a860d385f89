create table t (a int primary key, b int check (b > 0));
insert into t values (1, 1);
\set VERBOSITY terse
insert into t values (1, 1);
select nonsense;
drop table nonexistent;
do $$ begin raise notice 'n' using detail = 'd', hint = 'h'; end $$;
do $$ begin raise exception 'e' using detail = 'd', hint = 'h'; end $$;
\set VERBOSITY sqlstate
insert into t values (1, 1);
select nonsense;
do $$ begin raise notice 'n' using detail = 'd', hint = 'h'; end $$;
do $$ begin raise warning 'w' using errcode = '01234'; end $$;
do $$ begin raise exception 'e' using errcode = 'ABCDE'; end $$;
drop table if exists nonexistent;
\set VERBOSITY default
insert into t values (1, 1);
insert into t values (2, -1);
select nonsense;
do $$ begin raise exception 'e' using detail = 'd', hint = 'h'; end $$;
\unset VERBOSITY
select nonsense;
