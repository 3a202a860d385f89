create function f(a int default 5, out b text, variadic c int[] default '{}') language plpgsql as $$
begin
  b := 'a;b';
end
$$;
\sf f
\sf+ f
\sf f(int, int[])
\sf nonsense
\sf
\sf f(
\sf abs
\sf abs(int)
create function lower_sql(a int) returns int begin atomic select a; end;
\sf lower_sql
\sf+ lower_sql
create view v as select 1 as a, 'x' as b;
\sv v
\sv+ v
\sv nonsense
\sv
\sv pg_class
create procedure p(inout x int) language sql as 'select 1';
\sf p
\sf+ p
create aggregate agg(int) (sfunc = int4pl, stype = int);
\sf agg
