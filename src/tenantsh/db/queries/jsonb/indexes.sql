-- The columns and expressions that the indexes of these relations have as keys, and what is known of each.
select
    i.indrelid::pg_catalog.int8 as relation,
    x.relname::pg_catalog.text as name,
    m.amname::pg_catalog.text as method,
    o.opcname::pg_catalog.text as opclass,
    k.at::pg_catalog.int4 as at,
    a.attname::pg_catalog.text as column,
    pg_catalog.pg_get_indexdef(i.indexrelid, k.at::pg_catalog.int4, true) as sql,
    pg_catalog.format_type(coalesce(a.atttypid, e.atttypid), coalesce(a.atttypmod, -1)) as type,
    case when a.attgenerated = 's' then (
        select pg_catalog.pg_get_expr(d.adbin, d.adrelid, true)
        from pg_catalog.pg_attrdef as d where d.adrelid = a.attrelid and d.adnum = a.attnum
    ) end as generated,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) as predicate,
    coalesce((select l.collisdeterministic from pg_catalog.pg_collation as l where l.oid = e.attcollation), true)
        as exact,
    case when a.attnum is null then true else pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'select') end
        as readable,
    coalesce((
        select f.proleakproof
        from pg_catalog.pg_amop as p
        join pg_catalog.pg_operator as q on q.oid = p.amopopr
        join pg_catalog.pg_proc as f on f.oid = q.oprcode::pg_catalog.oid
        where p.amopfamily = o.opcfamily and p.amoplefttype = o.opcintype and p.amoprighttype = o.opcintype
            and p.amopstrategy = case m.amname when 'btree' then 3 when 'hash' then 1 end
    ), false) as leakproof,
    (
        with recursive below (oid) as (
            select h.inhrelid from pg_catalog.pg_inherits as h where h.inhparent = i.indexrelid
            union all
            select h.inhrelid from pg_catalog.pg_inherits as h join below as b on b.oid = h.inhparent
        )
        select pg_catalog.array_agg(c.relname::pg_catalog.text)
        from below as b join pg_catalog.pg_class as c on c.oid = b.oid
    ) as parts
from rows from (
    pg_catalog.unnest(:relation_schemas::pg_catalog.text[]), pg_catalog.unnest(:relation_names::pg_catalog.text[])
) as w (schema, name)
join pg_catalog.pg_class as c on c.relname = w.name::pg_catalog.name
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_index as i on i.indrelid = c.oid
join pg_catalog.pg_class as x on x.oid = i.indexrelid
join pg_catalog.pg_am as m on m.oid = x.relam
cross join pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality as k (attnum, at)
join pg_catalog.pg_opclass as o on o.oid = i.indclass[k.at::pg_catalog.int4 - 1]
join pg_catalog.pg_attribute as e on e.attrelid = i.indexrelid and e.attnum = k.at
left join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum <> 0
where c.relkind in ('r', 'p', 'm') and i.indisvalid and k.at <= i.indnkeyatts
    and case when w.schema is null then pg_catalog.pg_table_is_visible(c.oid) else n.nspname = w.schema end
order by i.indrelid, x.relname, k.at
