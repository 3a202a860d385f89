-- The query behind a view or materialized view.
SELECT pg_catalog.pg_get_viewdef(:relation::pg_catalog.oid, true) AS text
