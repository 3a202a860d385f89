-- Partitions of tables, oldest first: bounds as days in UTC, how much they hold, and which views keep them.
with recursive parts as (
    select i.inhrelid as part, i.inhrelid as leaf
    from pg_catalog.pg_inherits as i
    where i.inhparent = any (:relations::pg_catalog.oid[])
    union all
    select p.part, i.inhrelid
    from parts as p
    join pg_catalog.pg_inherits as i on i.inhparent = p.leaf
),
held as (
    -- pages instead of sizes: a size waits for whoever has the partition locked
    select
        p.part,
        pg_catalog.sum(case when c.reltuples > 0 and c.relpages > 0 then c.reltuples
            else pg_catalog.pg_stat_get_live_tuples(c.oid)::pg_catalog.float4 end)::pg_catalog.int8 as rows,
        pg_catalog.sum(case
            when c.relkind not in ('r', 'm') then 0
            when :exact::pg_catalog.bool then pg_catalog.pg_total_relation_size(c.oid)
            else pg_catalog.current_setting('block_size')::pg_catalog.int8 * (
                c.relpages
                + coalesce((select t.relpages from pg_catalog.pg_class as t where t.oid = c.reltoastrelid), 0)
                + coalesce((
                    select pg_catalog.sum(x.relpages)
                    from pg_catalog.pg_index as i
                    join pg_catalog.pg_class as x on x.oid = i.indexrelid
                    where i.indrelid = c.oid
                ), 0)
            ) end)::pg_catalog.int8 as bytes
    from parts as p
    join pg_catalog.pg_class as c on c.oid = p.leaf
    group by p.part
),
bounds as (
    select
        i.inhparent as parent,
        c.oid as part,
        pg_catalog.pg_get_expr(c.relpartbound, 0) as bound,  -- not of its own oid: that waits for its lock
        key.atttypid as key_type,
        -- other keys have no moments, and what stands in their bounds is none
        case when p.partstrat = 'r' and p.partnatts = 1 and key.atttypid in (
            'pg_catalog.timestamptz'::pg_catalog.regtype,
            'pg_catalog.timestamp'::pg_catalog.regtype,
            'pg_catalog.date'::pg_catalog.regtype
        ) then pg_catalog.regexp_match(
            pg_catalog.pg_get_expr(c.relpartbound, 0), '^FOR VALUES FROM \((.*)\) TO \((.*)\)$'
        ) end as texts
    from pg_catalog.pg_inherits as i
    join pg_catalog.pg_class as c on c.oid = i.inhrelid
    join pg_catalog.pg_partitioned_table as p on p.partrelid = i.inhparent
    join pg_catalog.pg_attribute as key on key.attrelid = i.inhparent and key.attnum = p.partattrs[0]
    where i.inhparent = any (:relations::pg_catalog.oid[]) and p.partdefid <> i.inhrelid
),
moments as (
    select
        b.parent,
        b.part,
        b.bound,
        case
            when b.texts[1] = 'MINVALUE' or b.texts[1] is null then null
            when b.key_type = 'pg_catalog.timestamptz'::pg_catalog.regtype
            then pg_catalog.btrim(b.texts[1], '''')::pg_catalog.timestamptz at time zone 'UTC'
            else pg_catalog.btrim(b.texts[1], '''')::pg_catalog.timestamp
        end as lower,
        case
            when b.texts[2] = 'MAXVALUE' or b.texts[2] is null then null
            when b.key_type = 'pg_catalog.timestamptz'::pg_catalog.regtype
            then pg_catalog.btrim(b.texts[2], '''')::pg_catalog.timestamptz at time zone 'UTC'
            else pg_catalog.btrim(b.texts[2], '''')::pg_catalog.timestamp
        end as upper
    from bounds as b
)
select
    m.parent::pg_catalog.int8 as parent,
    m.part::pg_catalog.int8 as relation,
    n.nspname as schema,
    c.relname as name,
    c.relkind::pg_catalog.text as kind,
    m.bound,
    -- what has no day in Python's calendar is no bound that a rule could meet
    case when m.lower >= '0001-01-01' and m.lower < '9999-01-01' then
        pg_catalog.to_char(m.lower, 'YYYY-MM-DD')
    end as begins,
    case when m.upper >= '0001-01-02' and m.upper < '9999-01-01' then
        pg_catalog.to_char(pg_catalog.date_trunc('day', m.upper + interval '1 day' - interval '1 microsecond'), 'YYYY-MM-DD')
    end as ends,
    coalesce(
        pg_catalog.date_trunc('month', m.lower) = m.lower and m.lower + interval '1 month' = m.upper, false
    ) as is_month,
    coalesce(h.rows, 0) as rows,
    coalesce(h.bytes, 0) as bytes,
    array(
        select distinct pg_catalog.format('%I.%I', vn.nspname, v.relname)
        from parts as p
        join pg_catalog.pg_depend as d
            on d.refobjid = p.leaf and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        join pg_catalog.pg_rewrite as r on r.oid = d.objid
        join pg_catalog.pg_class as v on v.oid = r.ev_class
        join pg_catalog.pg_namespace as vn on vn.oid = v.relnamespace
        where p.part = m.part and v.oid <> p.leaf
    ) as views
from moments as m
join pg_catalog.pg_class as c on c.oid = m.part
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join held as h on h.part = m.part
order by m.parent, m.lower nulls first, c.relname
