-- What PostgreSQL 16, 17 and 18 added.
\set ON_ERROR_STOP on
set client_min_messages = error;
set search_path = describe;
create table virtual (a int, b int generated always as (a * 2), c int generated always as (a + 1) stored);
create table periods (
    id int4range, valid daterange,
    constraint periods_pk primary key (id, valid without overlaps),
    constraint periods_unique unique (valid, id without overlaps)
);
create table of_period (id int4range, valid daterange, foreign key (id, period valid) references periods (id, period valid));
create table not_nulls (a int not null, b int constraint "must be" not null no inherit, c int);
alter table not_nulls add constraint later not null c not valid;
create table not_null_child (a int not null) inherits (ancestor);
create table not_null_heir () inherits (ancestor);
create table unenforced (a int, constraint maybe check (a > 0) not enforced, b int references orgs not enforced);
create table with_method (i int) partition by range (i) using heap;
create table with_method_1 partition of with_method for values from (1) to (2);
