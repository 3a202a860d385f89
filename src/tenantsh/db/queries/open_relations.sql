-- Relations that this role may read, that carry the tenant's column, and that row security does not cover: on Citus
-- also those with restrictive policies, which are permissive ones on its shards.
select c.oid::pg_catalog.regclass::pg_catalog.text as relation
from pg_catalog.pg_class as c
where c.relkind in ('r', 'p', 'm', 'f')
    and (
        not c.relrowsecurity
        or exists (select from pg_catalog.pg_policy as p where p.polrelid = c.oid and not p.polpermissive)
            and exists (select from pg_catalog.pg_extension as e where e.extname = 'citus')
    )
    and c.relnamespace not in (
        'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid,
        'information_schema'::pg_catalog.regnamespace::pg_catalog.oid
    )
    and exists (
        select from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attname = :tenant_column::pg_catalog.name and a.attnum > 0 and not a.attisdropped
    )
    and pg_catalog.has_schema_privilege(c.relnamespace, 'usage')
    and pg_catalog.has_table_privilege(c.oid, 'select')
order by 1
