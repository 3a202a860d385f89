-- The day that decides, which is the server's; whether anybody can write here, and whether runs are on record.
select
    pg_catalog.to_char(pg_catalog.now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as moment,
    pg_catalog.pg_is_in_recovery() as standby,
    coalesce((
        select pg_catalog.has_schema_privilege(n.oid, 'usage')
            and pg_catalog.has_any_column_privilege(c.oid, 'select')
        from pg_catalog.pg_class as c
        join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'platform' and c.relname = 'retention_runs'
    ), false) as recorded
