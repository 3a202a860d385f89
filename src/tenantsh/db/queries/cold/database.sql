-- Which database this is, as retention writes it into manifests; null where this role may not know it.
-- As a text, which is run only where that is allowed: whoever may not call a function may not plan a call, either.
select
    case
        when pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute')
            then (
                select t.word
                from pg_catalog.ts_stat(
                    'select pg_catalog.array_to_tsvector(array[pg_catalog.format('
                    '''%s of system %s'', pg_catalog.current_database(), s.system_identifier)])'
                    ' from pg_catalog.pg_control_system() as s'
                ) as t
            )
    end as name
