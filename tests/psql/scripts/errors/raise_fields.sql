do $$ begin raise exception 'e' using detail = 'd', hint = 'h', errcode = '23505', table = 't', column = 'c', schema = 's', constraint = 'k', datatype = 'd'; end $$;
do $$ begin raise exception using message = 'm'; end $$;
do $$ begin raise division_by_zero; end $$;
do $$ begin raise sqlstate '22012'; end $$;
do $$ begin raise exception 'a %', 'b'; end $$;
do $$ begin raise exception 'a % %', 'b'; end $$;
do $$ begin raise; end $$;
do $$ begin begin raise exception 'inner'; exception when others then raise notice 'caught % %', sqlstate, sqlerrm; raise; end; end $$;
do $$ begin assert false, 'assertion text'; end $$;
do $$ begin assert 1 = 2; end $$;
do language plpgsql 'begin raise exception ''q''; end';
do $$ nonsense $$;
do $$ begin nonsense; end $$;
do $$ begin return 1; end $$;
do $$
declare
  r record;
begin
  for r in select * from nonexistent loop
    null;
  end loop;
end
$$;
do $body$ begin raise notice '%', $x$nested$x$; end $body$;
