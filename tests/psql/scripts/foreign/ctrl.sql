\set VERBOSITY verbose
select 1/0;
select nosuch from nosuch2;
do $$ begin raise exception 'boo' using detail='d', hint='h', errcode='12345', table='t', column='c', constraint='cc', datatype='dd', schema='ss'; end $$;
\errverbose
\set VERBOSITY terse
select 1/0;
select nosuch;
do $$ begin raise notice 'note' using detail='d', hint='h'; raise exception 'boo' using detail='d', hint='h'; end $$;
\errverbose
\set VERBOSITY sqlstate
select 1/0;
do $$ begin raise notice 'note' using detail='d', hint='h'; raise warning 'w'; raise exception 'boo' using detail='d', hint='h'; end $$;
drop table if exists nosuch;
\errverbose
\set VERBOSITY default
\set SHOW_CONTEXT always
do $$ begin raise notice 'note'; raise info 'inf'; raise log 'log'; raise debug 'deb'; raise exception 'boo'; end $$;
\set SHOW_CONTEXT never
do $$ begin raise notice 'note'; raise exception 'boo'; end $$;
select 1/0;
\set SHOW_CONTEXT errors
create function f(int) returns int language plpgsql as $$ declare x int; begin
  execute 'select 1/' || $1 into x; return x; end $$;
select f(0);
select f(0) from f(1);
create function g() returns int language sql as 'select f(0)';
select g();
\errverbose
create function h() returns int language plpgsql as $$ begin return nosuch; end $$;
select h();
create function bad() returns int language plpgsql as $$ begin return 1 $$;
create function bad() returns int language plpgsql as $$
begin
	foo bar	baz;
end $$;
create function bad() returns int language sql as $$
 select nosuch;
$$;
do $x$ begin execute 'select 	tab	ä € 漢字 nosuch from 
  multiple lines here'; end $x$;
select 	tab	ä, '漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字', nosuch, '漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字';
select 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', nosuch;
select nosuch, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
select
  1,
  nosuch
,3;
select 1 fro m x y;
select 'unterminated;
';
select * from generate_series(1,3) where;
\set VERBOSITY nonsense
\set SHOW_CONTEXT nonsense
\errverbose
\errverbose extra
