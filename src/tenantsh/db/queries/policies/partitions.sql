-- How many partitions and inheriting tables relations have, and how a role is subject to row security in them.
WITH RECURSIVE subject AS MATERIALIZED (
    SELECT r.oid, r.rolsuper OR r.rolbypassrls AS above
      FROM pg_catalog.pg_roles AS r
     WHERE r.rolname = coalesce(:role::pg_catalog.name, current_user)
), tree AS (
    SELECT i.inhparent AS root, i.inhrelid AS oid
      FROM pg_catalog.pg_inherits AS i
     WHERE i.inhparent = ANY (:relations::pg_catalog.oid[])
     UNION
    SELECT t.root, i.inhrelid
      FROM tree AS t
           JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid
), child AS MATERIALIZED (
    SELECT t.root, c.oid, n.nspname, c.relname,
           pg_catalog.has_schema_privilege(s.oid, n.oid, 'usage')
               AND (pg_catalog.has_any_column_privilege(s.oid, c.oid, 'select, insert, update')
                    OR pg_catalog.has_table_privilege(s.oid, c.oid, 'delete, truncate')) AS reached,
           c.relrowsecurity AND NOT s.above
               AND (c.relforcerowsecurity OR NOT pg_catalog.pg_has_role(s.oid, c.relowner, 'usage')) AS applies
      FROM tree AS t
           CROSS JOIN subject AS s
           JOIN pg_catalog.pg_class AS c ON c.oid = t.oid AND c.relkind IN ('r', 'p', 'f')
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
)
SELECT c.root::pg_catalog.int8 AS relation,
       pg_catalog.count(*) AS partitions,
       pg_catalog.count(*) FILTER (WHERE c.reached) AS reached,
       pg_catalog.count(*) FILTER (WHERE c.reached AND NOT c.applies) AS open,
       coalesce((pg_catalog.array_agg(pg_catalog.format('%I.%I', c.nspname, c.relname) ORDER BY c.nspname, c.relname)
                     FILTER (WHERE c.reached AND NOT c.applies))[1:4], '{}') AS some
  FROM child AS c
 GROUP BY c.root
 ORDER BY c.root
