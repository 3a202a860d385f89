-- Whether a partition is still the one that was looked at, whether this run still has its lock, and who waits.
select
    exists(
        select from pg_catalog.pg_inherits as i
        join pg_catalog.pg_class as c on c.oid = i.inhrelid
        join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where i.inhparent = :parent::pg_catalog.oid and i.inhrelid = :relation::pg_catalog.oid
            and n.nspname = :schema::pg_catalog.name and c.relname = :name::pg_catalog.name
            and pg_catalog.pg_get_expr(c.relpartbound, 0) = :bound::pg_catalog.text
    ) as same,
    exists(
        select from pg_catalog.pg_locks as l
        where l.locktype = 'advisory' and l.granted and l.pid = pg_catalog.pg_backend_pid()
            and l.classid = 0::pg_catalog.oid and l.objid = :key::pg_catalog.oid and l.objsubid = 1
    ) as alone,
    exists(
        select from pg_catalog.pg_locks as l
        where l.locktype = 'relation' and not l.granted and l.relation = :relation::pg_catalog.oid
            and l.database = (
                select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database()
            )
    ) as wanted
