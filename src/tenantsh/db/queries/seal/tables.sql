-- The tables that these logins reach, with their partitions and children, and what a seal's policy needs to know. Of a
-- domain its base type is compared; and what the server writes as `character` would be one character alone.
with recursive
become as materialized (
    select distinct r.oid
    from pg_catalog.pg_roles as l
    join pg_catalog.pg_roles as r on pg_catalog.pg_has_role(l.oid, r.oid, 'member')
    where l.rolname = any (:logins::pg_catalog.name[])
),
family as (
    select c.oid
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p')
        and c.relpersistence <> 't'
        and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'tenantsh')
        and exists (
            select
            from become as b
            where pg_catalog.has_table_privilege(b.oid, c.oid, 'select, insert, update, delete, truncate, trigger')
                or pg_catalog.has_any_column_privilege(b.oid, c.oid, 'select, insert, update')
        )
    union
    select i.inhrelid
    from family as f
    join pg_catalog.pg_inherits as i on i.inhparent = f.oid
)
select
    c.oid,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name,
    case coalesce(nullif(t.typbasetype, '0'::pg_catalog.oid), t.oid)
        when 'pg_catalog.bpchar'::pg_catalog.regtype::pg_catalog.oid then 'pg_catalog.bpchar'
        else pg_catalog.format_type(coalesce(nullif(t.typbasetype, '0'::pg_catalog.oid), t.oid), null)
    end as type,
    c.relrowsecurity as row_security,
    exists (
        select
        from pg_catalog.pg_policy as p
        where p.polrelid = c.oid and p.polname not in ('tenantsh_seal', 'tenantsh_as_before')
    ) as policies
from family as f
join pg_catalog.pg_class as c on c.oid = f.oid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute as a
    on a.attrelid = c.oid and a.attname = :tenant_column::pg_catalog.name and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_type as t on t.oid = a.atttypid
order by 2
