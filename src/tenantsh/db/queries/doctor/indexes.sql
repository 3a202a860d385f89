-- Indexes of tables with the tenant's column: what is unique, and what leads to an organization's rows.
SELECT i.indrelid::pg_catalog.int8 AS relation,
       c.relname::pg_catalog.text AS name,
       i.indisunique OR i.indisexclusion AS is_unique,
       i.indisprimary AS is_primary,
       i.indisvalid AS is_valid,
       i.indpred IS NOT NULL AS is_partial,
       ARRAY(SELECT coalesce(a.attname::pg_catalog.text, '')
               FROM pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k (number, at)
                    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
              WHERE k.at <= i.indnkeyatts
              ORDER BY k.at) AS keys,
       EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                  AND (a.attidentity <> '' OR a.atthasdef
                       OR i.indisprimary AND a.atttypid IN ('pg_catalog.int4'::pg_catalog.regtype::pg_catalog.oid,
                                                            'pg_catalog.int8'::pg_catalog.regtype::pg_catalog.oid)
                       OR a.atttypid IN ('pg_catalog.uuid'::pg_catalog.regtype::pg_catalog.oid,
                                         'pg_catalog.bytea'::pg_catalog.regtype::pg_catalog.oid))) AS is_given,
       i.indpred IS NULL AND t.attnum <> ALL (i.indkey)
           AND EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.objid = i.indexrelid
                  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                  AND d.refobjid = i.indrelid AND d.refobjsubid = t.attnum) AS is_within
  FROM pg_catalog.pg_index AS i
       JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
       JOIN pg_catalog.pg_attribute AS t ON t.attrelid = i.indrelid AND t.attname = :tenant_column::pg_catalog.name
                                           AND NOT t.attisdropped
 WHERE i.indrelid >= '16384'
 ORDER BY i.indrelid, c.relname
