-- Whether a server follows another one, and by how many seconds it is behind that one.
-- All that came was replayed: it is not behind, as long as anything comes at all. Without a receiver nobody knows what
-- has not come; the age of the last transaction that was replayed is then the most that can be said.
select
    pg_catalog.pg_is_in_recovery() as standby,
    case
        when not pg_catalog.pg_is_in_recovery() then null
        when pg_catalog.pg_last_wal_receive_lsn() operator(pg_catalog.=) pg_catalog.pg_last_wal_replay_lsn()
            and exists (select from pg_catalog.pg_stat_wal_receiver) then 0
        else extract(
            epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) pg_catalog.pg_last_xact_replay_timestamp()
        )
    end::pg_catalog.float8 as seconds
