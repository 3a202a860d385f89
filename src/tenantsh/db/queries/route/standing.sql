-- How row security stands for this role on the relations that a statement names, of those that have the tenant's column.
SELECT named.at::pg_catalog.int4 AS at,
       key.attrelid::pg_catalog.int8 AS relation,
       key.atttypid::pg_catalog.int8 AS type,
       coalesce(pg_catalog.has_column_privilege(key.attrelid, key.attnum, 'select'), false) AS readable,
       pg_catalog.row_security_active(key.attrelid) AS secured,
       ARRAY(SELECT pg_catalog.concat_ws('|', p.polpermissive::pg_catalog.text, p.polcmd::pg_catalog.text,
                                         coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'true'))
               FROM pg_catalog.pg_policy AS p
              WHERE p.polrelid = key.attrelid
                    AND EXISTS (SELECT
                                  FROM pg_catalog.unnest(p.polroles) AS r (oid)
                                 WHERE r.oid = 0::pg_catalog.oid OR pg_catalog.pg_has_role(r.oid, 'usage'))
              ORDER BY p.polname) AS policies,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_operator AS o WHERE o.oprname = '=') AS operators
  FROM pg_catalog.unnest(:names::pg_catalog.text[]) WITH ORDINALITY AS named (name, at)
       JOIN pg_catalog.pg_attribute AS key
            ON key.attrelid = pg_catalog.to_regclass(named.name)::pg_catalog.oid
               AND key.attname = :column::pg_catalog.name AND NOT key.attisdropped
 ORDER BY named.at
