-- One or more of everything that psql's list commands list, with odd names, comments and privileges.
\set ON_ERROR_STOP on
set client_min_messages = error;
select :SERVER_VERSION_NUM >= 140000 as v14, :SERVER_VERSION_NUM >= 150000 as v15, :SERVER_VERSION_NUM >= 160000 as v16,
       :SERVER_VERSION_NUM >= 170000 as v17, :SERVER_VERSION_NUM >= 180000 as v18,
       not exists (select from pg_roles where rolname = 'listed_reader') as missing \gset
\if :missing
create role listed_reader;
create role listed_login login in role listed_reader;
create role "Listed ""Owner""" superuser;
\endif

-- schemas
create schema listed;
create schema "Listed Schema" authorization "Listed ""Owner""";
create schema listed_closed;
create schema listed_none;
comment on schema listed is 'the lists
on two lines';
comment on schema "Listed Schema" is 'ünïcødé 日本語	tab';
grant usage on schema listed, "Listed Schema" to listed_reader, public;
grant create on schema listed to "Listed ""Owner""" with grant option;
revoke all on schema listed_none from current_user;
set search_path = listed;

-- relations
create table plain (id int primary key, t text unique);
create table "We""ird.Na'me $" ("co	l" int primary key);
create table "ta	b" (i int);
create table "two
lines" (i int);
create table "日本語" (i int);
create table "UPPER" (i int);
create table "a|b" (i int);
create table "star*" (i int);
create table "100%_" (i int);
create table " " (i int);
create unlogged table unlogged (i int primary key);
create temporary table temporary_one (i int);
create table filled as select generate_series(1, 2000) as i;
create index filled_i on filled (i);
create index filled_hash on filled using hash (i);
comment on table plain is 'plain
comment';
comment on index filled_i is '';
comment on table "日本語" is '表';
create view a_view as select 1 as one;
create view "A View" as select 2 as two;
comment on view a_view is 'looks';
create materialized view kept as select 1 as one;
create index kept_one on kept (one);
create sequence counted;
create sequence "Counted" as smallint;
comment on sequence counted is 'counts';
create type pair as (x int, y text);
alter table "UPPER" owner to "Listed ""Owner""";
create table "Listed Schema".plain (id int primary key);
create table "Listed Schema".hidden (id int);
create view "Listed Schema".hidden_view as select 1 as one;

-- partitions
create table parts (id int, at date, primary key (id, at)) partition by range (at);
create table parts_1 partition of parts for values from ('2026-01-01') to ('2026-02-01');
create table parts_2 partition of parts for values from ('2026-02-01') to ('2026-03-01') partition by hash (id);
create table parts_2_0 partition of parts_2 for values with (modulus 2, remainder 0);
create table parts_2_1 partition of parts_2 for values with (modulus 2, remainder 1);
insert into parts select i, date '2026-01-05' + i % 40 from generate_series(1, 3000) as i;
create index parts_at on parts (at);
create table "Parts" (i int) partition by list (i);
comment on table parts is 'in parts';
comment on index parts_at is 'at';
create table "Listed Schema".parts (i int) partition by list (i);

-- foreign things
create foreign data wrapper "Listed wrapper";
create foreign data wrapper listed_validated validator postgresql_fdw_validator;
create foreign data wrapper listed_fdw options (debug 'true', "Odd name" 'it''s');
comment on foreign data wrapper listed_fdw is 'wraps';
grant usage on foreign data wrapper listed_fdw to listed_reader with grant option;
revoke all on foreign data wrapper "Listed wrapper" from current_user;
create server listed_server type 'kind' version '1.0' foreign data wrapper "Listed wrapper" options (host 'a"b', "Port" '5 5');
create server "Listed Server" foreign data wrapper "Listed wrapper";
create server listed_empty type '' version '' foreign data wrapper "Listed wrapper";
comment on server listed_server is 'serves';
grant usage on foreign server listed_server to listed_reader;
revoke all on foreign server "Listed Server" from current_user;
create user mapping for public server listed_server;
create user mapping for listed_reader server listed_server options ("user" 'x', password 'y''z');
create user mapping for current_user server "Listed Server" options (a 'b');
create foreign table far (i int) server listed_server options ("schema name" 's', table_name 'it''s');
create foreign table "Far" (i int) server "Listed Server";
create foreign table "Listed Schema".far (i int) server listed_server;
comment on foreign table far is 'away';

-- languages, collations, types
create trusted language listed_language handler plpgsql_call_handler;
create language "Listed Language" handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
comment on language listed_language is 'speaks';
grant usage on language listed_language to listed_reader;
revoke all on language plpgsql from public;
create collation listed_c (lc_collate = 'C', lc_ctype = 'POSIX');
create collation "Listed Collation" from "C";
comment on collation listed_c is 'collates';
\set ON_ERROR_STOP off
-- not every build has ICU
create collation listed_icu (provider = icu, locale = 'de-u-co-phonebk');
create collation listed_loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
\if :v16
create collation listed_rules (provider = icu, locale = 'und', rules = '&V << w <<< W');
\endif
\set ON_ERROR_STOP on
\if :v17
create collation listed_builtin (provider = builtin, locale = 'C.UTF-8');
\endif
create type mood as enum ('sad', 'o''k', 'Very
happy');
create type "Odd type" as enum ();
create domain positive as int check (value > 0);
create domain "Listed Schema".positive as bigint;
create type spans as range (subtype = float8);
create type shell;
comment on type mood is 'feels';
comment on domain positive is 'above zero';
grant usage on type mood to listed_reader;
revoke all on type positive from public, current_user;
create type "Listed Schema".pair as (a int);

-- statistics
create statistics listed_both (ndistinct, dependencies) on id, t from plain;
create statistics "Listed Mcv" (mcv) on id, t from plain;
create statistics "Listed Schema".listed_all on id, at from parts;
comment on statistics listed_both is 'counts pairs';
\if :v14
create statistics listed_expression on (id + 1) from plain;
create statistics listed_expressions on lower(t), (id % 7), id from plain;
\endif

-- event triggers
create function noted() returns event_trigger language plpgsql as $$begin end$$;
create function "Listed Schema"."Noted"() returns event_trigger language plpgsql as $$begin end$$;
create event trigger listed_all on ddl_command_start execute function noted();
create event trigger "Listed Some" on sql_drop when tag in ('DROP TABLE', 'DROP VIEW') execute function "Listed Schema"."Noted"();
create event trigger listed_off on ddl_command_end execute function noted();
create event trigger listed_always on ddl_command_end execute function noted();
create event trigger listed_replica on ddl_command_end execute function noted();
alter event trigger listed_off disable;
alter event trigger listed_always enable always;
alter event trigger listed_replica enable replica;
alter event trigger listed_all disable;
comment on event trigger listed_all is 'everything';

-- publications and subscriptions
create publication listed_nothing;
create publication "Listed Pub" for table plain, "We""ird.Na'me $", "Listed Schema".plain with (publish = 'insert, delete');
create publication listed_root for table parts with (publish_via_partition_root = true, publish = 'update, truncate');
create publication listed_everything for all tables;
\if :v15
create publication listed_filtered for table plain (id) where (id > 3 and t <> 'x''y'), filled where (i > 0), "Listed Schema".hidden;
create publication listed_schemas for tables in schema listed, "Listed Schema";
create publication listed_mixed for tables in schema listed_closed, table parts;
\endif
\if :v18
create publication listed_generated for table plain with (publish_generated_columns = stored);
\endif
create subscription listed_sub connection 'host=nowhere dbname=x' publication p1, "P 2" with (connect = false, enabled = false);
\if :v14
create subscription "Listed Sub" connection '' publication p with (connect = false, enabled = false, binary = true, streaming = true, slot_name = none);
\endif
\if :v15
create subscription listed_sub2 connection 'host=nowhere' publication p
    with (connect = false, enabled = false, slot_name = none, synchronous_commit = 'off', two_phase = true, disable_on_error = true);
comment on subscription listed_sub2 is 'subscribes';
\endif
\if :v16
create subscription listed_sub3 connection 'host=nowhere' publication p
    with (connect = false, enabled = false, slot_name = none, streaming = parallel, origin = none, run_as_owner = true, password_required = false);
\endif
alter subscription listed_sub set (slot_name = none);

-- large objects
select lo_create(4242), lo_create(42), lo_create(1234567890) \g /dev/null
comment on large object 4242 is 'large';
grant select on large object 42 to listed_reader;
alter large object 4242 owner to "Listed ""Owner""";
revoke all on large object 1234567890 from current_user;

-- extensions
\set ON_ERROR_STOP off
-- not every build has these
create extension hstore schema "Listed Schema" version '1.7';
comment on extension hstore is null;
create extension "uuid-ossp" schema listed;
\set ON_ERROR_STOP on

grant select on all tables in schema listed, "Listed Schema" to listed_reader;
