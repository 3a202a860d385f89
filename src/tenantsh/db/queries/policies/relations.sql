-- Relations that a role may use, or that were named, and whether row security applies to it there.
WITH subject AS MATERIALIZED (
    SELECT r.oid, r.rolsuper OR r.rolbypassrls AS above
      FROM pg_catalog.pg_roles AS r
     WHERE r.rolname = coalesce(:role::pg_catalog.name, current_user)
), wanted AS MATERIALIZED (
    SELECT c.oid
      FROM pg_catalog.pg_class AS c
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND (:relations::pg_catalog.oid[] IS NULL OR c.oid = ANY (:relations::pg_catalog.oid[]))
       AND (:name::pg_catalog.text IS NOT NULL OR :schema::pg_catalog.text IS NOT NULL
            OR :relations::pg_catalog.oid[] IS NOT NULL
            OR n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname OPERATOR(pg_catalog.!~) '^pg_t')
       AND (:name::pg_catalog.text IS NULL
            OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
       AND (:schema::pg_catalog.text IS NULL
            OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
       AND (NOT :visible_only::pg_catalog.bool OR :name::pg_catalog.text IS NULL
            OR pg_catalog.pg_table_is_visible(c.oid))
)
SELECT c.oid::pg_catalog.int8 AS relation,
       n.nspname::pg_catalog.text AS schema,
       c.relname::pg_catalog.text AS name,
       pg_catalog.pg_table_is_visible(c.oid) AS visible,
       c.relkind::pg_catalog.text AS kind,
       o.rolname::pg_catalog.text AS owner,
       o.rolsuper OR o.rolbypassrls AS owner_above,
       its.owned AS owned,
       c.relrowsecurity AS enabled,
       c.relforcerowsecurity AS forced,
       c.relrowsecurity AND NOT s.above AND (c.relforcerowsecurity OR NOT its.owned) AS applies,
       pg_catalog.has_schema_privilege(s.oid, n.oid, 'usage') AS usage,
       pg_catalog.has_table_privilege(s.oid, c.oid, 'select') AS selects_all,
       pg_catalog.has_any_column_privilege(s.oid, c.oid, 'select') AS selects,
       pg_catalog.has_any_column_privilege(s.oid, c.oid, 'insert') AS inserts,
       pg_catalog.has_any_column_privilege(s.oid, c.oid, 'update') AS updates,
       pg_catalog.has_table_privilege(s.oid, c.oid, 'delete') AS deletes,
       pg_catalog.has_table_privilege(s.oid, c.oid, 'truncate') AS truncates,
       c.relispartition AS is_partition,
       up.inhparent::pg_catalog.int8 AS parent,
       CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid::pg_catalog.int8 END AS root,
       a.attname::pg_catalog.text AS tenant_column,
       coalesce(opted.invoker, false) AS invoker,
       coalesce(opted.barrier, false) AS barrier
  FROM wanted AS w
       CROSS JOIN subject AS s
       JOIN pg_catalog.pg_class AS c ON c.oid = w.oid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_roles AS o ON o.oid = c.relowner
       CROSS JOIN LATERAL (SELECT pg_catalog.pg_has_role(s.oid, c.relowner, 'usage') AS owned OFFSET 0) AS its
       LEFT JOIN LATERAL (
           SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno LIMIT 1
       ) AS up ON true
       LEFT JOIN pg_catalog.pg_attribute AS a
              ON a.attrelid = c.oid AND a.attname = :tenant_column::pg_catalog.name
                 AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN LATERAL (
           SELECT pg_catalog.bool_or(t.option_name = 'security_invoker' AND t.option_value::pg_catalog.bool) AS invoker,
                  pg_catalog.bool_or(t.option_name = 'security_barrier' AND t.option_value::pg_catalog.bool) AS barrier
             FROM pg_catalog.pg_options_to_table(c.reloptions) AS t
            WHERE t.option_name IN ('security_invoker', 'security_barrier')
       ) AS opted ON c.relkind = 'v'
 ORDER BY n.nspname, c.relname
