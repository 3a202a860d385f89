-- A type's name as PostgreSQL writes it.
select pg_catalog.format_type(:oid::oid, :modifier::int) as name
