-- The keys of the indexes of these relations, and the operators that each can look up, leakproof or not.
SELECT i.indrelid::pg_catalog.int8 AS relation,
       x.relname::pg_catalog.text AS name,
       m.amname::pg_catalog.text AS method,
       k.at::pg_catalog.int4 AS at,
       a.attname::pg_catalog.text AS column,
       pg_catalog.pg_get_indexdef(i.indexrelid, k.at::pg_catalog.int4, false) AS sql,
       o.operators,
       o.types,
       o.leakproof
  FROM pg_catalog.pg_index AS i
       JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
       JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
       CROSS JOIN pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, at)
       JOIN pg_catalog.pg_opclass AS c ON c.oid = i.indclass[k.at::pg_catalog.int4 - 1]
       LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
       CROSS JOIN LATERAL (
           SELECT coalesce(pg_catalog.array_agg(q.oprname::pg_catalog.text ORDER BY q.oid), '{}') AS operators,
                  coalesce(pg_catalog.array_agg(pg_catalog.format_type(q.oprright, NULL) ORDER BY q.oid), '{}')
                      AS types,
                  coalesce(pg_catalog.array_agg(f.proleakproof ORDER BY q.oid), '{}') AS leakproof
             FROM pg_catalog.pg_amop AS p
                  JOIN pg_catalog.pg_operator AS q ON q.oid = p.amopopr
                  JOIN pg_catalog.pg_proc AS f ON f.oid = q.oprcode::pg_catalog.oid
            WHERE p.amopfamily = c.opcfamily AND p.amoplefttype = c.opcintype AND p.amoppurpose = 's'
       ) AS o
 WHERE i.indrelid = ANY (:relations::pg_catalog.oid[])
   AND i.indisvalid AND i.indpred IS NULL AND k.at <= i.indnkeyatts
   -- one that sorts otherwise than its column or expression serves conditions that say so, and no others
   AND CASE WHEN a.attnum IS NOT NULL THEN i.indcollation[k.at::pg_catalog.int4 - 1] IN (0::pg_catalog.oid, a.attcollation)
            ELSE pg_catalog.pg_get_indexdef(i.indexrelid) NOT LIKE '% COLLATE %' END
 ORDER BY i.indrelid, x.relname, k.at
