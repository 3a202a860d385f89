-- What keeps tenants apart in relations, and how this role is subject to it; `policies` are those that are for it.
SELECT c.oid AS relation,
       current_user::pg_catalog.text AS role,
       c.relkind::pg_catalog.text AS kind,
       c.relowner::pg_catalog.regrole::pg_catalog.text AS owner,
       (SELECT a.attname FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = c.oid AND a.attname = :tenant_column::pg_catalog.name
           AND a.attnum > 0 AND NOT a.attisdropped) AS tenant_column,
       (SELECT a.attname FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = c.oid AND a.attname = 'deleted_at'
           AND a.attnum > 0 AND NOT a.attisdropped) AS soft_delete_column,
       pg_catalog.has_schema_privilege(c.relnamespace, 'usage')
           AND pg_catalog.has_table_privilege(c.oid, 'select') AS readable,
       c.relrowsecurity AS row_security,
       pg_catalog.row_security_active(c.oid) AS subject,
       me.rolsuper OR me.rolbypassrls AS above,
       ARRAY(SELECT p.polname::pg_catalog.text
               FROM pg_catalog.pg_policy AS p
              WHERE p.polrelid = c.oid
                AND EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) AS r (oid)
                             WHERE r.oid = '0' OR pg_catalog.pg_has_role(r.oid, 'usage'))
              ORDER BY p.polname) AS policies,
       EXISTS (SELECT FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
                WHERE o.option_name = 'security_invoker'
                  AND o.option_value::pg_catalog.bool) AS invoker,
       kept.partitions,
       kept.first,
       kept.last,
       pg_catalog.obj_description(c.oid, 'pg_class') AS description
  FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_roles AS me ON me.rolname = current_user
       CROSS JOIN LATERAL (
           SELECT pg_catalog.count(*) AS partitions,
                  (pg_catalog.array_agg(x.name ORDER BY x.bound))[1] AS first,
                  (pg_catalog.array_agg(x.name ORDER BY x.bound DESC))[1] AS last
             FROM (SELECT p.oid::pg_catalog.regclass::pg_catalog.text AS name,
                          pg_catalog.pg_get_expr(p.relpartbound, p.oid) AS bound
                     FROM pg_catalog.pg_inherits AS i
                          JOIN pg_catalog.pg_class AS p ON p.oid = i.inhrelid
                    WHERE i.inhparent = c.oid AND p.relispartition) AS x
            WHERE x.bound <> 'DEFAULT'
       ) AS kept
 WHERE c.oid = ANY (:relations::pg_catalog.oid[])
