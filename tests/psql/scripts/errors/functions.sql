create function f() returns int language plpgsql as $$
begin
  return nonsense +;
end
$$;
create function f() returns int language plpgsql as $$
begin
  if true then
    return 1
  end if;
end
$$;
create function g() returns int language plpgsql as $$
begin
  return (select nonsense from nothing);
end
$$;
select g();
create function h(a int) returns int language sql as $$ select a / 0 $$;
select h(1);
select h('x');
select h(1, 2);
create function h(a int) returns int language sql as $$ select 1 $$;
create or replace function h(b int) returns int language sql as $$ select 1 $$;
create or replace function h(a int) returns text language sql as $$ select 'a' $$;
create function k() returns int language nonsense as '';
create function k() returns nonsense language sql as '';
create function k() returns int language sql as '';
create function k() returns setof int language sql as $$ values (1), (2) $$;
select k();
select * from k() as x(y);
create function rec(i int) returns int language plpgsql as $$ begin if i = 0 then raise exception 'bottom'; end if; return rec(i - 1); end $$;
select rec(3);
drop function k(int);
drop function k;
drop function k;
