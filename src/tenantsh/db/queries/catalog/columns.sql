-- Columns that the role may use, in one row for each relation: arrays as text, to be read when somebody asks.
-- Where a column has no access list of its own, its relation's is what counts.
SELECT r.oid AS relation,
       r.reads,
       r.writes,
       pg_catalog.array_agg(a.attname ORDER BY a.attnum)::pg_catalog.text AS names,
       pg_catalog.array_agg(a.atttypid ORDER BY a.attnum)::pg_catalog.text AS types,
       pg_catalog.string_agg(
           CASE WHEN NOT (r.reads OR a.attacl IS NOT NULL
                          AND pg_catalog.has_column_privilege(r.oid, a.attnum, 'select')) THEN 'w'
                WHEN a.attgenerated <> '' OR a.attidentity = 'a' THEN 'g'
                WHEN a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' THEN 'r'
                ELSE '-' END, '' ORDER BY a.attnum) AS marks
  FROM (
           SELECT c.oid,
                  COALESCE(pg_catalog.has_table_privilege(c.oid, 'select'), false) AS reads,
                  COALESCE(pg_catalog.has_table_privilege(c.oid, 'insert, update'), false) AS writes
             FROM pg_catalog.pg_class AS c
                  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
              AND (:relations::pg_catalog.oid[] IS NULL OR c.oid = ANY (:relations::pg_catalog.oid[]))
              AND pg_catalog.has_schema_privilege(n.oid, 'usage')
              AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
              AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
           OFFSET 0
       ) AS r
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid
 WHERE a.attnum > 0
   AND NOT a.attisdropped
   AND (r.reads OR r.writes
        OR CASE WHEN a.attacl IS NOT NULL
                THEN pg_catalog.has_column_privilege(r.oid, a.attnum, 'select, insert, update') END)
 GROUP BY r.oid, r.reads, r.writes
