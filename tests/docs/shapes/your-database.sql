-- A shop platform as many are: a setting says whose request it is, and one table was forgotten.
revoke create on schema public from public; -- as it is from PostgreSQL 15 on
create role shop_owner;
create role shop_app login;
create schema shop authorization shop_owner;
set role shop_owner;
create table shop.tenants (id uuid primary key, slug text not null unique, name text not null);
create table shop.staff (
    tenant_id uuid not null references shop.tenants, email text not null, is_manager boolean not null default false,
    primary key (tenant_id, email)
);
create table shop.invoices (
    id bigint primary key, tenant_id uuid not null references shop.tenants, customer text not null,
    amount numeric(10, 2) not null, due date not null
);
create table shop.payments (
    id bigint primary key, tenant_id uuid not null references shop.tenants, invoice_id bigint not null,
    amount numeric(10, 2) not null
);
create index on shop.invoices (tenant_id);
create index on shop.payments (tenant_id);
alter table shop.staff enable row level security;
alter table shop.staff force row level security;
alter table shop.invoices enable row level security;
alter table shop.invoices force row level security;
create policy tenant on shop.staff using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy tenant on shop.invoices using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant usage on schema shop to shop_app;
grant select, insert, update, delete on all tables in schema shop to shop_app;
insert into shop.tenants values
    ('6f1c0000-0000-4000-8000-000000000001', 'acme', 'Acme Ltd'),
    ('6f1c0000-0000-4000-8000-000000000002', 'globex', 'Globex');
reset role;
alter table shop.staff no force row level security;
alter table shop.invoices no force row level security;
insert into shop.staff values
    ('6f1c0000-0000-4000-8000-000000000001', 'alice@acme.example', true),
    ('6f1c0000-0000-4000-8000-000000000001', 'bob@acme.example', false),
    ('6f1c0000-0000-4000-8000-000000000002', 'dave@globex.example', true);
insert into shop.invoices
select n, ('6f1c0000-0000-4000-8000-00000000000' || 1 + n % 2)::uuid, 'customer ' || n, 10 * n, date '2026-11-01' + n
from generate_series(1, 9) as n;
insert into shop.payments select id, tenant_id, id, amount from shop.invoices where id < 6;
alter table shop.staff force row level security;
alter table shop.invoices force row level security;
