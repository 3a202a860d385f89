-- Which database this is, as retention writes it into manifests; null where this role may not know it.
select
    case when pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute') then (
        select pg_catalog.format('%s of system %s', pg_catalog.current_database(), s.system_identifier)
        from pg_catalog.pg_control_system() as s
    ) end as name
