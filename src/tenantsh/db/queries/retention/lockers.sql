-- Who has tables locked, this session aside.
select
    a.pid,
    a.usename as login,
    coalesce(pg_catalog.host(a.client_addr), 'this machine') as host,
    pg_catalog.to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since
from pg_catalog.pg_stat_activity as a
where a.pid <> pg_catalog.pg_backend_pid()
    and exists(
        select from pg_catalog.pg_locks as l
        where l.pid = a.pid and l.locktype = 'relation' and l.granted
            and l.relation = any (:relations::pg_catalog.oid[])
    )
order by a.xact_start
limit 3
