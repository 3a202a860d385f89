-- How the rows of a relation can be reached, and what tells which of them are older.
with recursive leaves (oid) as (
    values (:relation::pg_catalog.oid)
    union all
    select h.inhrelid from pg_catalog.pg_inherits as h join leaves as l on l.oid = h.inhparent
)
select
    c.relkind::pg_catalog.text as kind,
    pg_catalog.format('%I.%I', n.nspname, c.relname) as name,
    (
        select coalesce(pg_catalog.sum(k.relpages::pg_catalog.int8), 0::pg_catalog.numeric)::pg_catalog.int8
        from leaves as l join pg_catalog.pg_class as k on k.oid = l.oid where k.relkind in ('r', 'm')
    ) as pages,
    pg_catalog.row_security_active(c.oid) as secured,
    (
        select pg_catalog.quote_ident(a.attname)
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attname = :tenant_column::pg_catalog.name and a.attnum > 0
            and not a.attisdropped and not pg_catalog.row_security_active(c.oid)
    ) as owners,
    old.name as age,
    coalesce(old.times, false) as times
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join lateral (
    select pg_catalog.quote_ident(a.attname) as name,
        a.atttypid in (
            'timestamptz'::pg_catalog.regtype, 'timestamp'::pg_catalog.regtype, 'date'::pg_catalog.regtype
        ) as times
    from pg_catalog.pg_attribute as a
    left join pg_catalog.pg_partitioned_table as p
        on p.partrelid = c.oid and p.partstrat = 'r' and p.partattrs[0] = a.attnum
    left join pg_catalog.pg_index as i
        on i.indrelid = c.oid and i.indisprimary and i.indkey[i.indnkeyatts::pg_catalog.int4 - 1] = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')
        and case
            when a.atttypid in (
                'timestamptz'::pg_catalog.regtype, 'timestamp'::pg_catalog.regtype, 'date'::pg_catalog.regtype
            ) then p.partrelid is not null or a.attname in (
                'created_at', 'inserted_at', 'created', 'created_on', 'recorded_at', 'occurred_at', 'happened_at',
                'received_at', 'logged_at'
            )
            when a.atttypid in (
                'int8'::pg_catalog.regtype, 'int4'::pg_catalog.regtype
            ) then i.indexrelid is not null
            else false
        end
    order by p.partrelid is null, i.indexrelid is not null, a.attnum
    limit 1
) as old on true
where c.oid = :relation::pg_catalog.oid
