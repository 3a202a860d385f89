-- Indexes, those of one schema and kind in one row.
-- Where the role may only use single columns, indexes that are or may be about others are left out: they tell of them.
WITH hidden AS MATERIALIZED (
    SELECT a.attrelid AS relation, a.attnum
      FROM (SELECT DISTINCT x.attrelid FROM pg_catalog.pg_attribute AS x WHERE x.attacl IS NOT NULL OFFSET 0) AS partly
           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = partly.attrelid
     WHERE a.attnum > 0
       AND NOT a.attisdropped
       AND NOT pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'select, insert, update')
)
SELECT n.nspname::pg_catalog.text AS schema,
       c.relkind::pg_catalog.text AS kind,
       pg_catalog.array_agg(c.oid) AS oids,
       pg_catalog.array_agg(c.relname::pg_catalog.text) AS names,
       pg_catalog.array_agg(i.indrelid) AS tables
  FROM pg_catalog.pg_index AS i
       JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
   AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
   AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
   AND NOT EXISTS (SELECT
                     FROM hidden AS h
                    WHERE h.relation = i.indrelid
                      AND (h.attnum = ANY (i.indkey) OR i.indexprs IS NOT NULL OR i.indpred IS NOT NULL))
 GROUP BY n.nspname, c.relkind
