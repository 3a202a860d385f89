-- Which relations are distributed by the tenant's column, its type, and whether = on it may be another operator.
SELECT key.attrelid::pg_catalog.int8 AS relation,
       coalesce(d.partkey IS NOT NULL
                AND pg_catalog.column_to_column_name(d.logicalrelid, d.partkey) = key.attname::pg_catalog.text,
                false) AS distributed,
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
                                       WHERE a.amopopr = o.oid)) AS planted
  FROM pg_catalog.pg_attribute AS key
       JOIN pg_catalog.pg_type AS t ON t.oid = key.atttypid
       LEFT JOIN pg_catalog.pg_dist_partition AS d ON d.logicalrelid::pg_catalog.oid = key.attrelid
 WHERE key.attrelid = ANY (:relations::pg_catalog.oid[]) AND key.attname = :column::pg_catalog.name
       AND NOT key.attisdropped
