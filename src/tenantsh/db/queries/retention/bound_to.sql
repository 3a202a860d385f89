-- Tables that foreign keys bind to a partition, and that are locked when it goes; as far as this role may lock them.
select distinct pg_catalog.format('%I.%I', n.nspname, c.relname) as name
from pg_catalog.pg_constraint as k
join pg_catalog.pg_class as c
    on c.oid = case when k.conrelid = any (:relations::pg_catalog.oid[]) then k.confrelid else k.conrelid end
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where k.contype = 'f' and not c.relispartition and c.oid <> all (:relations::pg_catalog.oid[])
    and (k.conrelid = any (:relations::pg_catalog.oid[]) or k.confrelid = any (:relations::pg_catalog.oid[]))
    and pg_catalog.pg_has_role(c.relowner, 'usage')
order by 1
