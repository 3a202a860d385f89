do $$
declare
  i int := 0; -- a comment; with semicolon
begin
  /* comment ; */
  i := i + 1;
  raise notice 'i = %; done', i;
  execute 'select 1;';
  execute $q$ select 'nested; quote' $q$;
end;
$$ language plpgsql;
do $outer$ begin execute $inner$ do $x$ begin raise notice 'deep'; end $x$ $inner$; end $outer$;
do 'begin raise notice ''quoted; body''; end';
create function f() returns trigger as $body$
begin
  new.x := ':not_a_variable';
  return new;
end;
$body$ language plpgsql;
\set not_a_variable 5
do $$ begin raise notice ':not_a_variable %', :not_a_variable; end $$;
do :'not_a_variable';
