create table t (id int, v text);
create table log (n serial, what text);
create function audit() returns trigger language plpgsql as $$
begin
  insert into log (what) values (format('%s %s %s', tg_when, tg_op, tg_level));
  if tg_level = 'ROW' and tg_op <> 'DELETE' then
    if new.v = 'bad' then raise exception 'bad value in %', tg_table_name using hint = 'Try another.'; end if;
    new.v := upper(new.v);
    return new;
  end if;
  return coalesce(old, new);
end $$;
create trigger a before insert or update on t for each row execute function audit();
create trigger b after delete on t for each statement execute function audit();
create trigger b after delete on t for each statement execute function audit();
insert into t values (1, 'x') returning *;
insert into t values (2, 'bad');
update t set v = 'y';
delete from t;
select what from log order by n;
alter table t disable trigger a;
insert into t values (3, 'bad') returning *;
drop trigger a on t;
drop trigger a on t;
drop function audit();
create trigger c before insert on t execute function nonsense();
create trigger c before insert on t execute function now();
create view tv as select * from t;
create function ins() returns trigger language plpgsql as $$ begin raise notice 'instead: %', new; return new; end $$;
create trigger i instead of insert on tv for each row execute function ins();
insert into tv values (9, 'z') returning *;
create event trigger et on ddl_command_start execute function ins();
select audit();
