\errverbose
select 1;
\errverbose
do $$ begin raise exception 'e'; end $$;
\set VERBOSITY terse
\set SHOW_CONTEXT never
\errverbose extra
select 'a' as a;
\errverbose
\nonsense
