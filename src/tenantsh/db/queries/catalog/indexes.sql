-- Indexes, those of one schema and kind in one row.
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
 GROUP BY n.nspname, c.relkind
