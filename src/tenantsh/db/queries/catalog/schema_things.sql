-- Whatever else has a name within a schema that the role may use, and belongs to no relation.
SELECT t.kind, t.name, n.nspname::pg_catalog.text AS schema, t.detail
  FROM (
SELECT 'collation' AS kind, c.collname::pg_catalog.text AS name, c.collnamespace AS namespace,
       pg_catalog.concat_ws(', ', CASE c.collprovider WHEN 'i' THEN 'ICU' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' END,
                            CASE WHEN NOT c.collisdeterministic THEN 'not deterministic' END) AS detail
  FROM pg_catalog.pg_collation AS c
 WHERE c.collencoding IN (-1, (SELECT d.encoding
                                 FROM pg_catalog.pg_database AS d
                                WHERE d.datname = pg_catalog.current_database()))
UNION ALL
SELECT 'text search configuration', c.cfgname::pg_catalog.text, c.cfgnamespace,
       COALESCE(pg_catalog.obj_description(c.oid, 'pg_ts_config'), '')
  FROM pg_catalog.pg_ts_config AS c
UNION ALL
SELECT 'text search dictionary', d.dictname::pg_catalog.text, d.dictnamespace,
       COALESCE(pg_catalog.obj_description(d.oid, 'pg_ts_dict'), '')
  FROM pg_catalog.pg_ts_dict AS d
UNION ALL
SELECT 'text search parser', p.prsname::pg_catalog.text, p.prsnamespace,
       COALESCE(pg_catalog.obj_description(p.oid, 'pg_ts_parser'), '')
  FROM pg_catalog.pg_ts_parser AS p
UNION ALL
SELECT 'text search template', t.tmplname::pg_catalog.text, t.tmplnamespace,
       COALESCE(pg_catalog.obj_description(t.oid, 'pg_ts_template'), '')
  FROM pg_catalog.pg_ts_template AS t
UNION ALL
SELECT 'operator', o.oprname::pg_catalog.text, o.oprnamespace,
       COALESCE(pg_catalog.min(pg_catalog.obj_description(o.oid, 'pg_operator')), '')
  FROM pg_catalog.pg_operator AS o
 GROUP BY o.oprname, o.oprnamespace
UNION ALL
SELECT 'operator class', o.opcname::pg_catalog.text, o.opcnamespace, a.amname::pg_catalog.text
  FROM pg_catalog.pg_opclass AS o
       JOIN pg_catalog.pg_am AS a ON a.oid = o.opcmethod
UNION ALL
SELECT 'operator family', o.opfname::pg_catalog.text, o.opfnamespace, a.amname::pg_catalog.text
  FROM pg_catalog.pg_opfamily AS o
       JOIN pg_catalog.pg_am AS a ON a.oid = o.opfmethod
UNION ALL
SELECT 'conversion', c.conname::pg_catalog.text, c.connamespace, ''
  FROM pg_catalog.pg_conversion AS c
UNION ALL
SELECT 'domain', t.typname::pg_catalog.text, t.typnamespace, pg_catalog.format_type(t.typbasetype, t.typtypmod)
  FROM pg_catalog.pg_type AS t
 WHERE t.typtype = 'd' AND pg_catalog.has_type_privilege(t.oid, 'usage')
) AS t
       JOIN pg_catalog.pg_namespace AS n ON n.oid = t.namespace
 WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
   AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
   AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
