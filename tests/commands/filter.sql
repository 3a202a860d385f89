-- Tables with documents beside the platform's: all of organization 42 but a few rows of 43.

create function public.guarded(name text) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', name);
    execute format('create policy own on %s using (org_id = (select platform.current_user_org_id()))', name);
    execute format('grant select on %s to org_viewer', name);
end $$;

create table docs (id int primary key, org_id bigint not null default 42, data jsonb, plain json);
insert into docs (id, data) values
    (1, '{"tier": "premium", "seats": 42, "tags": ["beta", "vip"], "owner": {"email": "a@acme.com", "id": "7"}}'),
    (2, '{"tier": "premium", "seats": 5, "items": [{"sku": "a", "qty": 1}, {"sku": "b", "qty": 3}]}'),
    (3, '{"tier": "free", "seats": "42", "archived": true, "price": 10}'),
    (4, '{"tier": "free", "price": 12.5, "feature.flag": "on", "50%": "it''s \\ 100%"}'),
    (5, '{"tier": "free", "price": "high"}'),
    (6, '["tier"]'),
    (7, null);
insert into docs (id, org_id, data) values (8, 43, '{"tier": "premium", "secret": "of 43"}');
update docs set plain = data::json;
create index docs_data_idx on docs using gin (data);
select guarded('docs');
analyze docs;

-- many rows, and a column that serves `tier=`
create table served (id int primary key, org_id bigint not null, data jsonb not null,
    tier text generated always as (data ->> 'tier') stored);
insert into served (id, org_id, data)
    select n, 40 + n % 10, jsonb_build_object('tier', 'tier ' || n % 500, 'seats', n % 100, 'n', n)
    from generate_series(1, 20000) as n;
create index served_org_id_tier_idx on served (org_id, tier);
create index served_org_id_idx on served (org_id);
create index served_data_idx on served using gin (data jsonb_path_ops);
select guarded('served');
analyze served;

create table broken (org_id bigint not null default 42, data json);
insert into broken (data) values ('{"a": "\u0000"}');
select guarded('broken');

create domain document as jsonb;
create table apart (id int primary key, org_id bigint not null default 42, before jsonb, after document, note text);
insert into apart (id, before, after) values
    (1, '{"status": "active", "x": 1}', '{"status": "deleted"}'), (2, '{"status": "active"}', '{"status": "active"}'),
    (3, null, '{"status": "new"}');
select guarded('apart');

create schema "Odd ""schema""";
create table "Odd ""schema"""."Odd % table" (org_id bigint not null default 42, "Odd "" % column" jsonb, "select" int);
insert into "Odd ""schema"""."Odd % table" ("Odd "" % column") values ('{"a": 1}'), ('{"a": "50%"}'), ('{"a": 2}');
select guarded('"Odd ""schema"""."Odd % table"');
grant usage on schema "Odd ""schema""" to org_viewer;

-- a table whose name is also how a column of another is named
create schema docs_schema;
create schema apart;
create table apart.before (org_id bigint not null default 42, data jsonb);
insert into apart.before (data) values ('{"shadow": true}');
select guarded('apart.before');
grant usage on schema apart, docs_schema to org_viewer;

create view docs_view with (security_barrier) as
    select id, data as document from docs where org_id = platform.current_user_org_id();
create materialized view docs_kept as select id, data from docs where org_id = 42;
create index docs_kept_idx on docs_kept using gin (data jsonb_path_ops);
grant select on docs_view, docs_kept to org_viewer;

create table hidden (org_id bigint, data jsonb);
create table partly (org_id bigint not null default 42, open jsonb, hidden jsonb);
insert into partly (open) values ('{"a": 1}');
grant select (open) on partly to org_viewer;

create table monthly (org_id bigint not null default 42, at timestamptz not null, data jsonb) partition by range (at);
create table monthly_1 partition of monthly for values from ('2026-01-01') to ('2026-02-01');
create table monthly_2 partition of monthly for values from ('2026-02-01') to ('2026-03-01');
insert into monthly (at, data) select '2026-01-31'::timestamptz + n * interval '1 hour', jsonb_build_object('n', n)
    from generate_series(1, 48) as n;
create index on monthly using gin (data);
select guarded('monthly');

do $$
begin
    if exists (select from pg_available_extensions where name = 'file_fdw') then
        create extension file_fdw;
        create server files foreign data wrapper file_fdw;
        create foreign table far (line jsonb) server files options (filename '/dev/null', format 'text');
        grant select on far to org_viewer;
    end if;
end $$;

create view slow with (security_barrier) as
    select data, case when id > 12000 then pg_sleep(0.02)::text end as slowly from served where org_id = 42;
create view slower with (security_barrier) as select data, pg_sleep(0.02)::text as slowly from served where org_id = 42;
create view slowest with (security_barrier) as select data, pg_sleep(0.2)::text as slowly from served where org_id = 42;
grant select on slow, slower, slowest to org_viewer;
