-- Which of the relations that a statement names are distributed, by which column, and what is known of that column.
SELECT named.at::pg_catalog.int4 AS at,
       c.oid::pg_catalog.int8 AS relation,
       c.relkind::pg_catalog.text AS kind,
       CASE WHEN d.logicalrelid IS NULL THEN CASE WHEN c.relkind = 'v' THEN 'view' ELSE 'local' END
            WHEN d.partkey IS NOT NULL THEN 'distributed'
            WHEN d.repmodel = 't' THEN 'reference'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_dist_schema AS s WHERE s.colocationid = d.colocationid) THEN 'schema'
            ELSE 'local' END AS manner,
       key.attname::pg_catalog.text AS "column",
       pg_catalog.format_type(key.atttypid, NULL) AS type,
       coalesce(pg_catalog.has_column_privilege(c.oid, key.attnum, 'select'), false) AS readable,
       -- wherever it is: the search path of this question is not the one of the statement
       EXISTS (SELECT
                 FROM pg_catalog.pg_operator AS o
                WHERE o.oprname = '=' AND o.oprleft = o.oprright
                      AND (o.oprleft IN (key.atttypid, type.typbasetype)
                           OR type.typcategory = 'S' AND o.oprleft = 'pg_catalog.text'::pg_catalog.regtype)
                      AND NOT EXISTS (SELECT
                                        FROM pg_catalog.pg_amop AS a
                                             JOIN pg_catalog.pg_opclass AS k
                                                  ON k.opcfamily = a.amopfamily AND k.opcdefault
                                                     AND k.opcintype = o.oprleft
                                       WHERE a.amopopr = o.oid)) AS planted,
       pg_catalog.row_security_active(c.oid) AS secured
  FROM pg_catalog.unnest(:names::pg_catalog.text[]) WITH ORDINALITY AS named (name, at)
       JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(named.name)::pg_catalog.oid
       LEFT JOIN pg_catalog.pg_dist_partition AS d ON d.logicalrelid::pg_catalog.oid = c.oid
       LEFT JOIN pg_catalog.pg_attribute AS key
              ON key.attrelid = c.oid
                 AND key.attname = pg_catalog.column_to_column_name(d.logicalrelid, d.partkey)::pg_catalog.name
       LEFT JOIN pg_catalog.pg_type AS type ON type.oid = key.atttypid
 ORDER BY named.at
