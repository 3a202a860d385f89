create function inner_f(i int) returns int language plpgsql as $$
begin
  raise notice 'notice in inner';
  return 1 / i;
end $$;
create function outer_f(i int) returns int language plpgsql as $$
begin
  return inner_f(i);
end $$;
select outer_f(0);
\set SHOW_CONTEXT always
select outer_f(0);
select outer_f(1);
\set SHOW_CONTEXT never
select outer_f(0);
select outer_f(1);
\set SHOW_CONTEXT errors
select outer_f(0);
\set VERBOSITY terse
select outer_f(0);
\set SHOW_CONTEXT always
select outer_f(0);
\set VERBOSITY sqlstate
select outer_f(0);
\unset SHOW_CONTEXT
\unset VERBOSITY
select outer_f(0);
do $$ begin perform outer_f(0); end $$;
do $$ begin execute 'select nonsense'; end $$;
do $$ begin execute 'select 1 +'; end $$;
do $$ begin perform nonsense; end $$;
do $$ declare x int := 'a'; begin null; end $$;
create function s(i int) returns int language sql as 'select outer_f(i)';
select s(0);
