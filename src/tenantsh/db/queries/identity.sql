-- Who is connected to what: the login, what it may become, and the server behind the connection.
select
    session_user::pg_catalog.text as login,
    current_user::pg_catalog.text as role,
    pg_catalog.pg_backend_pid() as backend_pid,
    pg_catalog.current_database()::pg_catalog.text as database,
    pg_catalog.pg_is_in_recovery() as standby,
    pg_catalog.current_setting('server_version')::pg_catalog.text as version,
    (select extversion::pg_catalog.text from pg_catalog.pg_extension where extname = 'citus') as citus,
    -- as a text, since without Citus there is no such table; by what runs a text on servers without libxml too
    case
        when exists (select from pg_catalog.pg_extension where extname = 'citus')
            then (
                select t.word::pg_catalog.int4
                from pg_catalog.ts_stat(
                    'select pg_catalog.array_to_tsvector(array[groupid::pg_catalog.text])'
                    ' from pg_catalog.pg_dist_local_group'
                ) as t
            )
    end as citus_group,
    (select r.rolcanlogin from pg_catalog.pg_roles as r where r.rolname = current_user) as logs_in,
    array(
        select r.rolname::pg_catalog.text
        from pg_catalog.pg_roles as r
        where (r.rolsuper or r.rolbypassrls) and pg_catalog.pg_has_role(session_user, r.oid, 'member')
        order by 1
    ) as bypassing,
    array(
        select c.oid::pg_catalog.regclass::pg_catalog.text
        from pg_catalog.pg_class as c
        where c.relkind in ('r', 'p')
            and not c.relispartition
            and c.relowner in (
                select o.relowner
                from (select distinct relowner from pg_catalog.pg_class where relkind in ('r', 'p')) as o
                where pg_catalog.pg_has_role(session_user, o.relowner, 'member')
            )
            and (
                c.relrowsecurity
                or exists (
                    select from pg_catalog.pg_attribute as a
                    where a.attrelid = c.oid and a.attname = :tenant_column::pg_catalog.name and not a.attisdropped
                )
            )
        order by 1
        limit 20
    ) as owned,
    array(
        select coalesce(pg_catalog.current_setting(w.name, true), '')
        from pg_catalog.unnest(:watched::pg_catalog.text[]) with ordinality as w (name, at)
        order by w.at
    ) as watched,
    exists (
        select from pg_catalog.pg_proc as p
        join pg_catalog.pg_namespace as n on n.oid = p.pronamespace and n.nspowner = p.proowner
        join pg_catalog.pg_roles as r on r.oid = n.nspowner
        where n.nspname = 'tenantsh' and p.proname = 'org' and r.rolname = 'tenantsh_seal'
    ) as seal
