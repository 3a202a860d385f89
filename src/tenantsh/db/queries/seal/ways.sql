-- How rows of tables without the tenant's column are somebody's: what they refer to, or which junction refers to them.
with
keys as materialized (
    select con.conrelid, con.confrelid, con.conkey[1] as refers, con.confkey[1] as referred
    from pg_catalog.pg_constraint as con
    where con.contype = 'f' and con.conparentid = '0' and pg_catalog.cardinality(con.conkey) = 1
),
tenant as materialized (
    select a.attrelid, a.attnum
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
    where a.attname = :tenant_column::pg_catalog.name and a.attnum > 0 and not a.attisdropped
),
ways as (
    select k.conrelid as relation, k.refers as key, k.confrelid as via, k.referred as via_key
    from keys as k
    join tenant as t on t.attrelid = k.confrelid
    union
    -- a junction: its rows are one for each of the two
    select k.confrelid, k.referred, k.conrelid, k.refers
    from keys as k
    join tenant as t on t.attrelid = k.conrelid
    join pg_catalog.pg_index as i
        on i.indrelid = k.conrelid
        and i.indisunique
        and i.indpred is null
        and i.indnkeyatts = 2
        and k.refers = any (i.indkey)
        and t.attnum = any (i.indkey)
)
select
    w.relation,
    pg_catalog.quote_ident(key.attname) as key,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(via.relname) as via,
    pg_catalog.quote_ident(via_key.attname) as via_key,
    case coalesce(nullif(base.typbasetype, '0'::pg_catalog.oid), base.oid)
        when 'pg_catalog.bpchar'::pg_catalog.regtype::pg_catalog.oid then 'pg_catalog.bpchar'
        else pg_catalog.format_type(coalesce(nullif(base.typbasetype, '0'::pg_catalog.oid), base.oid), null)
    end as type,
    array(
        select r.rolname::pg_catalog.text
        from pg_catalog.pg_roles as r
        where not (r.rolsuper or r.rolbypassrls)
            and r.rolname <> 'tenantsh_seal'
            and pg_catalog.has_any_column_privilege(r.oid, w.relation, 'select')
            and not (
                pg_catalog.has_column_privilege(r.oid, w.via, w.via_key, 'select')
                and pg_catalog.has_column_privilege(r.oid, w.via, tenant.attnum, 'select')
            )
        order by 1
    ) as lacking
from ways as w
join tenant on tenant.attrelid = w.via
join pg_catalog.pg_attribute as t on t.attrelid = w.via and t.attnum = tenant.attnum
join pg_catalog.pg_type as base on base.oid = t.atttypid
join pg_catalog.pg_attribute as key on key.attrelid = w.relation and key.attnum = w.key
join pg_catalog.pg_attribute as via_key on via_key.attrelid = w.via and via_key.attnum = w.via_key
join pg_catalog.pg_class as via on via.oid = w.via and not via.relispartition
join pg_catalog.pg_namespace as n on n.oid = via.relnamespace
where w.relation = any (:relations::pg_catalog.oid[])
order by 3, 4
