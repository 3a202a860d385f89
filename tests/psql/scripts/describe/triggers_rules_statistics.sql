create table t (a int, b int, c text);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger bi before insert on t for each row execute function f();
create trigger au after update of a, b on t for each statement when (pg_trigger_depth() = 0) execute function f('arg', '1');
create trigger off after delete on t referencing old table as gone for each statement execute function f();
alter table t disable trigger off;
alter table t enable always trigger bi;
create constraint trigger ct after insert on t deferrable initially deferred for each row execute function f();
create rule r as on delete to t where old.a = 1 do instead nothing;
create rule r2 as on insert to t do also select 1;
create statistics st (dependencies) on a, b from t;
create statistics st2 on b, c from t;
alter statistics st set statistics 0;
create publication pub for table t;
alter table t replica identity full;
alter table t cluster on nonexistent;
alter table t set (fillfactor = 70, autovacuum_enabled = off);
alter table t alter c set storage external, alter c set statistics 10;
\d t
\d+ t
\dX
\dy
\dRp
\dRp+ pub
\dRs
