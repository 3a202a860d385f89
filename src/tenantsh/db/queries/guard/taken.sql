-- The relations of a name that stay: a temporary one of it would be met in their place.
select n.nspname::pg_catalog.text || '.' || c.relname::pg_catalog.text as relation
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relname = :name::pg_catalog.name
    and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and n.nspname !~ '^pg_(temp|toast)'
order by 1
limit 3
