-- The types that archived columns had, as they are known now: null for those that are no more.
select pg_catalog.to_regtype(t.name)::pg_catalog.oid::pg_catalog.int8 as oid
from pg_catalog.unnest(:types::pg_catalog.text[]) with ordinality as t (name, n)
order by t.n
