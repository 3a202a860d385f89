create schema one;
create schema one;
create schema if not exists one;
create schema two create table t (a int) create view v as select a from t;
set search_path = two, one;
select current_schema(), current_schemas(false);
\dt
table v;
create table x (a int);
alter table x set schema one;
select 'x'::regclass, 'two.t'::regclass;
select 'nonsense'::regclass;
set search_path = '';
select * from t;
select * from two.t;
reset search_path;
show search_path;
drop schema two;
drop schema two cascade;
drop schema nonsense;
drop schema if exists nonsense;
alter schema one rename to uno;
\dn uno
create schema pg_mine;
create table information_schema.x (a int);
comment on schema uno is 'one';
\dn+ uno
set search_path = "Odd Name", uno;
show search_path;
select set_config('search_path', 'uno', true);
select current_setting('nonsense.setting');
select current_setting('nonsense.setting', true);
set nonsense.setting = 'x';
show nonsense.setting;
