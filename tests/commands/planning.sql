-- Tables whose policies are read in plans, beside the platform's: org 42's rows, and some of 43.

create schema plans;
grant usage on schema plans to org_viewer;
set search_path = plans, public;

create function plans.guarded(name text, condition text default 'org_id = (select platform.current_user_org_id())')
    returns void language plpgsql as $$
begin
    execute format('alter table plans.%I enable row level security', name);
    execute format('create policy own on plans.%I to org_viewer using (%s)', name, condition);
    execute format('grant select on plans.%I to org_viewer', name);
end $$;

create table notes (id int primary key, org_id bigint not null, code text collate "C", title text, data jsonb,
    price numeric, at timestamptz, tags text[]);
insert into notes select n, 42 + n % 2, 'c' || n, 'Title ' || n, '{"a": 1}', n, '2026-01-01', '{a}'
    from generate_series(1, 2000) as n;
create index notes_org_id_idx on notes (org_id);
create index notes_lower_idx on notes (lower(title));
create index notes_data_idx on notes using gin (data);
create index notes_tags_idx on notes using gin (tags);
create index notes_price_idx on notes (price);
create index notes_org_id_price_idx on notes (org_id, price);
create index notes_id_price_idx on notes (id, price);
create index notes_at_idx on notes (at);
create index notes_pattern_idx on notes (title text_pattern_ops);
create index notes_sorted_idx on notes (lower(title) collate "POSIX");
create index notes_some_idx on notes using gin (data) where price > 3;
select guarded('notes');
analyze notes;

-- the organization stands on the left here, and beside it is a condition of its own
create table turned (org_id bigint not null, shown boolean not null default true, value int);
insert into turned select 42, n % 2 = 0, n from generate_series(1, 50) as n;
select guarded('turned', '(select platform.current_user_org_id()) = org_id and shown');

-- two policies with an OR between them, and one that restricts
create table several (org_id bigint not null, public boolean not null default false, level int not null default 0);
insert into several select 42, false, n from generate_series(1, 50) as n;
select guarded('several');
create policy shared on several to org_viewer using (public);
grant update, delete on several to org_viewer;
create policy low on several as restrictive to org_viewer using (level < 40);

-- without row security: nothing is a policy's
create table open (org_id bigint not null, data jsonb);
insert into open select 42, '{"a": 1}' from generate_series(1, 20);
create index open_data_idx on open using gin (data);
grant select on open to org_viewer;

-- partitions that have policies of their own
create table logs (org_id bigint not null, at date not null, data jsonb) partition by range (at);
create table logs_a partition of logs for values from ('2026-01-01') to ('2026-02-01');
create table logs_b partition of logs for values from ('2026-02-01') to ('2026-03-01');
create table logs_c partition of logs for values from ('2026-03-01') to ('2026-04-01');
create index logs_data_idx on logs using gin (data);
insert into logs select 42, '2026-01-01'::date + n % 90, '{"a": 1}' from generate_series(1, 300) as n;
select guarded('logs');
select guarded('logs_b', 'org_id = (select platform.current_user_org_id()) and at > ''2026-02-10''');
grant select on logs_a to org_viewer;
analyze logs;

create table "Odd ""name""; <b>" ("a.b" int, org_id bigint not null);
insert into "Odd ""name""; <b>" select n, 42 from generate_series(1, 20) as n;
select guarded('Odd "name"; <b>');

create view seen as select * from notes;
create view named as select * from turned where value > 3;
grant select on seen, named to org_viewer;
