-- Where the server stands: its transaction's snapshot and time, and how far a standby is behind.
SELECT pg_catalog.pg_is_in_recovery() AS recovering,
       CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN NULL
            WHEN pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn()
                AND EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver) THEN 0
            ELSE extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())
            END::pg_catalog.float8 AS lag,
       pg_catalog.pg_current_snapshot()::pg_catalog.text AS snapshot,
       pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now,
       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute') AS may_identify,
       pg_catalog.has_function_privilege('pg_catalog.pg_current_wal_lsn()', 'execute')
           AND pg_catalog.has_function_privilege('pg_catalog.pg_last_wal_replay_lsn()', 'execute') AS may_locate
