-- The relations that a name may mean, the likeliest first, and what this role sees of them.
select
    w.at::pg_catalog.int4 as at,
    c.oid::pg_catalog.int8 as oid,
    c.relkind::pg_catalog.text as kind,
    n.nspname::pg_catalog.text as schema,
    c.relname::pg_catalog.text as name,
    c.oid::pg_catalog.regclass::pg_catalog.text as spelled,
    pg_catalog.row_security_active(c.oid) as secured,
    pg_catalog.current_database()::pg_catalog.text as database
from rows from (
    pg_catalog.unnest(:relation_schemas::pg_catalog.text[]), pg_catalog.unnest(:relation_names::pg_catalog.text[])
) with ordinality as w (schema, name, at)
join pg_catalog.pg_class as c on c.relname operator(pg_catalog.=) w.name::pg_catalog.name
join pg_catalog.pg_namespace as n on n.oid operator(pg_catalog.=) c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and case when w.schema is null then pg_catalog.pg_table_is_visible(c.oid) else n.nspname operator(pg_catalog.=) w.schema end
order by w.at, c.oid
