create table t (a int);
create function tell() returns trigger language plpgsql as $$ begin raise notice 'committed'; return null; end $$;
create constraint trigger late after insert on t deferrable initially deferred for each row execute function tell();
insert into t values (1);
