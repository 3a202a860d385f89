-- How the documents of relations can be reached: by their primary key, by their newest partitions, by their pages.
select
    c.oid::pg_catalog.int8 as relation,
    c.relkind::pg_catalog.text as kind,
    pg_catalog.format('%I.%I', n.nspname, c.relname) as name,
    c.relpages as pages,
    pg_catalog.row_security_active(c.oid) as secured,
    (
        select pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) order by k.at)
        from pg_catalog.pg_index as i
        cross join pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality as k (attnum, at)
        join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary
    ) as primary_key,
    (
        select pg_catalog.quote_ident(a.attname)
        from pg_catalog.pg_partitioned_table as p
        join pg_catalog.pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
        where p.partrelid = c.oid and p.partstrat = 'r' and p.partnatts = 1
    ) as partition_key,
    (
        -- for relation 0, since for its own it would be locked
        select pg_catalog.array_agg(pg_catalog.pg_get_expr(child.relpartbound, 0) order by child.oid desc)
        from pg_catalog.pg_inherits as h
        join pg_catalog.pg_class as child on child.oid = h.inhrelid
        where h.inhparent = c.oid and child.relispartition
            and (child.relpages <> 0 or child.reltuples <> 0::pg_catalog.float4)  -- @14+
    ) as bounds,
    (
        select pg_catalog.quote_ident(a.attname)
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attname = :tenant_column::pg_catalog.name and not a.attisdropped
            and not pg_catalog.row_security_active(c.oid)
    ) as owners
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.oid = any (:relations::pg_catalog.oid[])
    and pg_catalog.has_schema_privilege(n.oid, 'usage')
order by c.oid
