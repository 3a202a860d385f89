-- Whether this database has the seal, and who asks.
select
    exists (
        select
        from pg_catalog.pg_proc as p
        join pg_catalog.pg_namespace as n on n.oid = p.pronamespace and n.nspowner = p.proowner
        join pg_catalog.pg_roles as r on r.oid = n.nspowner
        where n.nspname = 'tenantsh' and p.proname = 'org' and r.rolname = 'tenantsh_seal'
    ) as there,
    session_user::pg_catalog.text as login
