-- What PostgreSQL 14 and 15 added.
\set ON_ERROR_STOP on
set client_min_messages = error;
set search_path = describe;
alter table columns alter plain_default set compression pglz;
create statistics expressions on lower(c), (a + b), a from keys;
create statistics one_expression on (a * b) from keys;
create table not_distinct (a int, unique nulls not distinct (a));
create unique index not_distinct_bare on not_distinct (a) nulls not distinct;
create view invoker with (security_invoker = true) as select * from orgs;
create publication filtered for table published (id) where (id > 3), triggered (i, t);
create publication whole_schema for tables in schema describe;
create unlogged sequence passing_sequence;
create table leaving partition of ranges for values from ('2030-01-01 00:00+00') to ('2030-02-01 00:00+00');
set allow_system_table_mods = on;
update pg_catalog.pg_inherits set inhdetachpending = true where inhrelid = 'leaving'::regclass;
set allow_in_place_tablespaces = on;
select count(*) = 0 as missing from pg_catalog.pg_tablespace where spcname = 'Describe space' \gset
\if :missing
create tablespace "Describe space" location '';
\endif
create table spaced (i int primary key using index tablespace "Describe space", t text) tablespace "Describe space";
create index spaced_t on spaced (t) tablespace "Describe space";
create materialized view spaced_view tablespace "Describe space" as select 1 as one;
create table spaced_parts (i int) partition by range (i) tablespace "Describe space";
create index spaced_parts_i on spaced_parts (i) tablespace "Describe space";
