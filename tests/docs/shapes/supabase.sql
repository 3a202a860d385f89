-- What a Supabase project has of this before its own tables, as its migrations make it: roles, auth.users, the functions
-- that read the claims, default privileges; then two tables in the two ways its guides write policies.
revoke create on schema public from public; -- as it is from PostgreSQL 15 on
do $$
begin
    create role anon nologin noinherit;
    create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls;
    create role authenticator login noinherit;
exception when duplicate_object then null;
end
$$;
create role project_owner createrole;
grant anon, authenticated, service_role to authenticator;
grant create on schema public to project_owner;
grant usage on schema public to anon, authenticated, service_role;
create schema auth;
grant usage on schema auth to anon, authenticated, service_role, project_owner;
create table auth.users (
    id uuid primary key, aud varchar(255), role varchar(255), email varchar(255) unique,
    raw_app_meta_data jsonb, raw_user_meta_data jsonb, created_at timestamptz default now()
);
grant select on auth.users to project_owner;
create function auth.uid() returns uuid language sql stable as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
$$;
create function auth.role() returns text language sql stable as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
    )::text
$$;
create function auth.jwt() returns jsonb language sql stable as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
$$;
set role project_owner;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
create table public.organizations (id uuid primary key, name text not null);
create table public.memberships (
    org_id uuid references public.organizations, user_id uuid not null, level text not null, primary key (org_id, user_id)
);
create table public.projects (
    id bigint primary key, org_id uuid not null references public.organizations, name text not null
);
create table public.tasks (
    id bigint primary key, org_id uuid not null references public.organizations, title text not null
);
create index on public.projects (org_id);
create index on public.tasks (org_id);
alter table public.organizations enable row level security;
alter table public.memberships enable row level security;
alter table public.projects enable row level security;
alter table public.tasks enable row level security;
create policy "own memberships" on public.memberships for select to authenticated
    using (user_id = (select auth.uid()));
create policy "own organizations" on public.organizations for select to authenticated
    using (id in (select org_id from public.memberships where user_id = (select auth.uid())));
create policy "by the token" on public.projects for all to authenticated
    using (org_id = ((select auth.jwt()) -> 'app_metadata' ->> 'org_id')::uuid);
create policy "by membership" on public.tasks for all to authenticated
    using (org_id in (select org_id from public.memberships where user_id = (select auth.uid())));
insert into public.organizations values
    ('0a000000-0000-4000-8000-000000000001', 'Acme'), ('0a000000-0000-4000-8000-000000000002', 'Globex');
insert into public.memberships values
    ('0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000001', 'owner'),
    ('0a000000-0000-4000-8000-000000000002', '0b000000-0000-4000-8000-000000000001', 'guest'),
    ('0a000000-0000-4000-8000-000000000002', '0b000000-0000-4000-8000-000000000002', 'owner');
insert into public.projects
select n, ('0a000000-0000-4000-8000-00000000000' || 1 + n % 2)::uuid, 'project ' || n from generate_series(1, 5) as n;
insert into public.tasks
select n, ('0a000000-0000-4000-8000-00000000000' || 1 + n % 2)::uuid, 'task ' || n from generate_series(1, 9) as n;
reset role;
insert into auth.users (id, aud, role, email, raw_app_meta_data) values
    ('0b000000-0000-4000-8000-000000000001', 'authenticated', 'authenticated', 'alice@acme.example', '{}'),
    ('0b000000-0000-4000-8000-000000000002', 'authenticated', 'authenticated', 'dave@globex.example', '{}');
