-- Tables that rules name: how they are partitioned, whose they are, and what may sit in their default partition.
select
    c.oid::pg_catalog.int8 as relation,
    n.nspname as schema,
    c.relname as name,
    c.relkind::pg_catalog.text as kind,
    pg_catalog.pg_get_userbyid(c.relowner) as owner,
    pg_catalog.row_security_active(c.oid) as secured,
    key.attname as key,
    coalesce(p.partstrat = 'r' and p.partnatts = 1 and key.atttypid in (
        'pg_catalog.timestamptz'::pg_catalog.regtype,
        'pg_catalog.timestamp'::pg_catalog.regtype,
        'pg_catalog.date'::pg_catalog.regtype
    ), false) as by_time,
    exists(
        select from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attname = :tenant_column::pg_catalog.name and not a.attisdropped
    ) as has_organizations,
    case when d.oid is not null then pg_catalog.format('%I.%I', dn.nspname, d.relname) end as default_partition,
    greatest(d.reltuples::pg_catalog.int8, pg_catalog.pg_stat_get_live_tuples(d.oid), 0) as default_rows
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_partitioned_table as p on p.partrelid = c.oid
left join pg_catalog.pg_attribute as key on key.attrelid = c.oid and key.attnum = p.partattrs[0]
left join pg_catalog.pg_class as d on d.oid = p.partdefid
left join pg_catalog.pg_namespace as dn on dn.oid = d.relnamespace
where c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
    and n.nspname <> 'pg_catalog' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_toast'
    and (
        c.relname = any (:names::pg_catalog.name[])
        or n.nspname operator(pg_catalog.||) '.' operator(pg_catalog.||) c.relname = any (:names::pg_catalog.text[])
    )
order by n.nspname <> 'public', n.nspname, c.relname
