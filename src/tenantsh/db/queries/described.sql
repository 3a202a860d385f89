-- The names of columns that were described, with their types as PostgreSQL writes them.
select
  described.name as "column",
  pg_catalog.format_type(described.type, described.modifier) as type
from rows from (
  pg_catalog.unnest(:names::pg_catalog.text[]),
  pg_catalog.unnest(:types::pg_catalog.oid[]),
  pg_catalog.unnest(:modifiers::pg_catalog.int4[])
) with ordinality as described (name, type, modifier, place)
order by described.place
