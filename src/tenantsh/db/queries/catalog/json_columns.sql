-- The columns of JSON documents that this role may read, in tables: views may be anything, foreign tables far away.
with recursive json (oid) as (
    values ('json'::pg_catalog.regtype::pg_catalog.oid), ('jsonb'::pg_catalog.regtype::pg_catalog.oid)
    union
    select t.oid from pg_catalog.pg_type as t join json on json.oid = t.typbasetype where t.typtype = 'd'
)
select c.oid::pg_catalog.int8 as relation, a.attname::pg_catalog.text as name
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where a.atttypid in (select json.oid from json) and a.attnum > 0 and not a.attisdropped
    and c.relkind in ('r', 'p', 'm') and not c.relispartition
    and n.nspname <> 'information_schema' and n.nspname not like 'pg\_%'
    and pg_catalog.has_schema_privilege(n.oid, 'usage')
    and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')
order by pg_catalog.pg_table_is_visible(c.oid) desc, c.reltuples desc, c.oid, a.attnum
limit 500
