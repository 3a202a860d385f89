-- A type's name as PostgreSQL writes it.
select pg_catalog.format_type(:oid::pg_catalog.oid, :modifier::pg_catalog.int4) as name
