-- The relations with JSON documents that this role may read, by the names that they have from here.
with recursive json (oid) as (
    values ('json'::pg_catalog.regtype::pg_catalog.oid), ('jsonb'::pg_catalog.regtype::pg_catalog.oid)
    union
    select t.oid from pg_catalog.pg_type as t join json on json.oid = t.typbasetype where t.typtype = 'd'
)
select c.oid::pg_catalog.regclass::pg_catalog.text as name
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
    and n.nspname <> 'information_schema' and n.nspname not like 'pg\_%'
    and exists (
        select from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid in (select json.oid from json)
            and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')
    )
    and pg_catalog.has_schema_privilege(n.oid, 'usage')
order by pg_catalog.pg_table_is_visible(c.oid) desc, c.relname, n.nspname
limit 500
