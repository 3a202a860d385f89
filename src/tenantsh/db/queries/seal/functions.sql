-- The seal's functions as this database has them.
select
    p.proname::pg_catalog.text as name,
    p.prosrc as body,
    case p.prorettype
        when 'pg_catalog.bpchar'::pg_catalog.regtype::pg_catalog.oid then 'pg_catalog.bpchar'
        else pg_catalog.format_type(p.prorettype, null)
    end as returns
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where n.nspname = 'tenantsh'
order by 1
