-- A view's query, and whether each of its rows is one row of one relation: then PostgreSQL could write through it.
SELECT pg_catalog.pg_get_viewdef(c.oid) AS sql,
       pg_catalog.pg_relation_is_updatable(c.oid, false) = 28 AS simple
  FROM pg_catalog.pg_class AS c
 WHERE c.oid = :view::pg_catalog.oid AND c.relkind = 'v'
