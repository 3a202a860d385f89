-- The columns of tables as they are now, and which of them this role may read: of one name, or of several tables.
select
    c.oid::pg_catalog.int8 as relation,
    n.nspname::pg_catalog.text as schema,
    c.relname::pg_catalog.text as name,
    a.attname::pg_catalog.text as column,
    a.atttypid::pg_catalog.int8 as type_oid,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    pg_catalog.has_column_privilege(c.oid, a.attnum, 'select') as readable
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'f', 'v', 'm')
    and c.relname = any (:names::pg_catalog.name[])
    and case
        when :schema::pg_catalog.name is null then pg_catalog.pg_table_is_visible(c.oid)
        else n.nspname = :schema::pg_catalog.name
    end
order by n.nspname, c.relname, a.attnum
