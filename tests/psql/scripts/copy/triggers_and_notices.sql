create table t (a int);
create function tell() returns trigger language plpgsql as $$ begin raise notice 'row %', new.a; return new; end $$;
create trigger tell before insert on t for each row execute function tell();
copy t from stdin;
1
2
\.
\copy t from stdin
3
\.
copy (select a from t) to stdout;
create function tell_select(i int) returns int language plpgsql as $$ begin raise notice 'select %', i; return i; end $$;
copy (select tell_select(a) from t) to stdout;
\copy (select tell_select(a) from t) to stdout
select tell_select(a) from t;
