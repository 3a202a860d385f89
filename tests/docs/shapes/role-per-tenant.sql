-- A platform whose policies look at the database role, in the two ways that are met: a lookup, and the role's name.
revoke create on schema public from public; -- as it is from PostgreSQL 15 on
create role ledger_owner;
create role ledger_tenants;
create role tenant_1 in role ledger_tenants;
create role tenant_2 in role ledger_tenants;
grant create on schema public to ledger_owner;
set role ledger_owner;
create table public.tenants (id bigint primary key, name text not null, db_user name not null unique);
create table public.accounts (
    id bigint primary key, tenant_id bigint not null references public.tenants, name text not null
);
create table public.bookings (
    id bigint primary key, tenant_id bigint not null references public.tenants, amount numeric not null
);
create index on public.accounts (tenant_id);
create index on public.bookings (tenant_id);
insert into public.tenants values (1, 'Acme', 'tenant_1'), (2, 'Globex', 'tenant_2');
insert into public.accounts select n, 1 + n % 2, 'account ' || n from generate_series(1, 5) as n;
insert into public.bookings select n, 1 + n % 2, n * 10 from generate_series(1, 9) as n;
alter table public.tenants enable row level security;
alter table public.accounts enable row level security;
alter table public.accounts force row level security;
alter table public.bookings enable row level security;
alter table public.bookings force row level security;
create policy itself on public.tenants for select to ledger_tenants using (db_user = (select current_user));
create policy tenant on public.accounts to ledger_tenants
    using (tenant_id = (select id from public.tenants where db_user = (select current_user)));
create policy tenant on public.bookings to ledger_tenants
    using ((select current_user) = 'tenant_' || tenant_id::text);
grant select on all tables in schema public to ledger_tenants;
reset role;
