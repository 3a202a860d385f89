-- The columns of the relations that a name may mean; of those with JSON documents, which of the two types it is.
with recursive based (oid, base) as (
    values ('json'::pg_catalog.regtype::pg_catalog.oid, 'json'), ('jsonb'::pg_catalog.regtype::pg_catalog.oid, 'jsonb')
    union all
    select t.oid, b.base from pg_catalog.pg_type as t join based as b on b.oid = t.typbasetype where t.typtype = 'd'
)
select
    c.oid::pg_catalog.int8 as relation,
    a.attname::pg_catalog.text as name,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    b.base,
    pg_catalog.has_column_privilege(c.oid, a.attnum, 'select') as readable
from rows from (
    pg_catalog.unnest(:relation_schemas::pg_catalog.text[]), pg_catalog.unnest(:relation_names::pg_catalog.text[])
) as w (schema, name)
join pg_catalog.pg_class as c on c.relname = w.name::pg_catalog.name
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_attribute as a on a.attrelid = c.oid
left join based as b on b.oid = a.atttypid
where c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0 and not a.attisdropped
    and case when w.schema is null then pg_catalog.pg_table_is_visible(c.oid) else n.nspname = w.schema end
order by c.oid, a.attnum
