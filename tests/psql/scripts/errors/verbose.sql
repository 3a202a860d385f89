\set VERBOSITY verbose
do $$ begin raise exception 'e' using detail = 'd', hint = 'h', errcode = 'ABCDE'; end $$;
do $$ begin raise notice 'n' using detail = 'd', hint = 'h', table = 't', column = 'c', schema = 's', constraint = 'k', datatype = 'd'; end $$;
create table t (a int primary key);
insert into t values (1);
\set VERBOSITY default
insert into t values (1);
\errverbose
select nonsense;
\errverbose
select 1;
\errverbose
