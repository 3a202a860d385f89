-- The relations that a statement names and that are distributed by the tenant's column, and how row security stands there
-- for this role.
SELECT named.at::pg_catalog.int4 AS at,
       pg_catalog.format_type(key.atttypid, NULL) AS type,
       -- wherever it is: the search path of this question is not the one of the statement
       EXISTS (SELECT
                 FROM pg_catalog.pg_operator AS o
                WHERE o.oprname = '=' AND o.oprleft = o.oprright
                      AND (o.oprleft IN (key.atttypid, t.typbasetype)
                           OR t.typcategory = 'S' AND o.oprleft = 'pg_catalog.text'::pg_catalog.regtype)
                      AND NOT EXISTS (SELECT
                                        FROM pg_catalog.pg_amop AS a
                                             JOIN pg_catalog.pg_opclass AS k
                                                  ON k.opcfamily = a.amopfamily AND k.opcdefault
                                                     AND k.opcintype = o.oprleft
                                       WHERE a.amopopr = o.oid)) AS planted,
       coalesce(pg_catalog.has_column_privilege(key.attrelid, key.attnum, 'select'), false) AS readable,
       pg_catalog.row_security_active(key.attrelid) AS secured,
       ARRAY(SELECT pg_catalog.concat_ws('|', p.polpermissive::pg_catalog.text, p.polcmd::pg_catalog.text,
                                         coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'true'))
               FROM pg_catalog.pg_policy AS p
              WHERE p.polrelid = key.attrelid
                    AND EXISTS (SELECT
                                  FROM pg_catalog.unnest(p.polroles) AS r (oid)
                                 WHERE r.oid = 0::pg_catalog.oid OR pg_catalog.pg_has_role(r.oid, 'usage'))
              ORDER BY p.polname) AS policies
  FROM pg_catalog.unnest(:names::pg_catalog.text[]) WITH ORDINALITY AS named (name, at)
       JOIN pg_catalog.pg_attribute AS key
            ON key.attrelid = pg_catalog.to_regclass(named.name)::pg_catalog.oid
               AND key.attname = :column::pg_catalog.name AND NOT key.attisdropped
       JOIN pg_catalog.pg_type AS t ON t.oid = key.atttypid
       JOIN pg_catalog.pg_dist_partition AS d
            ON d.logicalrelid::pg_catalog.oid = key.attrelid AND d.partkey IS NOT NULL
               AND pg_catalog.column_to_column_name(d.logicalrelid, d.partkey) = key.attname::pg_catalog.text
 ORDER BY named.at
