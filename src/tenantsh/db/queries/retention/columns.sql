-- A table's columns and their types, as archives name them.
select a.attname as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type
from pg_catalog.pg_attribute as a
where a.attrelid = :relation::pg_catalog.oid and a.attnum > 0 and not a.attisdropped
order by a.attnum
