-- Who runs retention in this database right now.
select
    a.pid,
    a.usename as login,
    coalesce(pg_catalog.host(a.client_addr), 'this machine') as host,
    pg_catalog.to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since
from pg_catalog.pg_locks as l
join pg_catalog.pg_database as d on d.oid = l.database
left join pg_catalog.pg_stat_activity as a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and d.datname = pg_catalog.current_database()
    and l.classid = 0::pg_catalog.oid and l.objid = :key::pg_catalog.oid and l.objsubid = 1
