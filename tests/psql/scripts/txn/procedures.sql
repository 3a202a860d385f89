create table t (a int);
create procedure p(n int) language plpgsql as $$
begin
  for i in 1..n loop
    insert into t values (i);
    if i % 2 = 0 then commit; else rollback; end if;
  end loop;
end $$;
call p(4);
table t;
begin;
call p(2);
rollback;
create procedure o(in a int, inout b int, out c text) language plpgsql as $$ begin b := a + b; c := 'out'; end $$;
call o(1, 2, null);
call o(1, 2, null) \gset
\echo :b :c
call o(1);
call nonexistent();
select p(1);
call abs(1);
do $$ declare x int := 5; y text; begin call o(1, x, y); raise notice '% %', x, y; end $$;
drop procedure p;
drop function o;
drop routine o;
