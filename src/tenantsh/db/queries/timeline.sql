-- The timeline that a primary writes, in eight digits: each promotion begins a newer one.
select
    case
        when pg_catalog.pg_is_in_recovery() then null
        else pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8)
    end as timeline
