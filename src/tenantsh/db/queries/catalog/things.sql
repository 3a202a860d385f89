-- Whatever else has a name and that the role may name with profit: what belongs to no relation.
SELECT t.kind, t.name, t.schema, t.detail
  FROM (
SELECT 'role' AS kind, r.rolname::pg_catalog.text AS name, '' AS schema,
       pg_catalog.concat_ws(', ', CASE WHEN r.rolsuper THEN 'superuser' END,
                                  CASE WHEN r.rolcanlogin THEN 'logs in' END,
                                  CASE WHEN r.rolbypassrls THEN 'bypasses RLS' END,
                                  CASE WHEN r.rolcreatedb THEN 'creates databases' END,
                                  CASE WHEN r.rolcreaterole THEN 'creates roles' END,
                                  CASE WHEN r.rolreplication THEN 'replicates' END,
                                  pg_catalog.shobj_description(r.oid, 'pg_authid')) AS detail
  FROM pg_catalog.pg_roles AS r
UNION ALL
SELECT 'database', d.datname::pg_catalog.text, '',
       pg_catalog.concat_ws(', ', CASE WHEN d.datistemplate THEN 'template' END,
                                  pg_catalog.shobj_description(d.oid, 'pg_database'))
  FROM pg_catalog.pg_database AS d
 WHERE d.datistemplate OR d.datallowconn AND pg_catalog.has_database_privilege(d.oid, 'connect')
UNION ALL
SELECT 'tablespace', s.spcname::pg_catalog.text, '', COALESCE(pg_catalog.shobj_description(s.oid, 'pg_tablespace'), '')
  FROM pg_catalog.pg_tablespace AS s
 WHERE s.spcname = 'pg_default' OR pg_catalog.has_tablespace_privilege(s.oid, 'create')
UNION ALL
SELECT 'schema', n.nspname::pg_catalog.text, '', COALESCE(pg_catalog.obj_description(n.oid, 'pg_namespace'), '')
  FROM pg_catalog.pg_namespace AS n
 WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
   AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
   AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_temp_')
UNION ALL
SELECT 'extension', e.extname::pg_catalog.text, n.nspname::pg_catalog.text,
       pg_catalog.concat_ws(', ', e.extversion, pg_catalog.obj_description(e.oid, 'pg_extension'))
  FROM pg_catalog.pg_extension AS e
       JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
UNION ALL
SELECT 'available extension', e.name::pg_catalog.text, '', pg_catalog.concat_ws(', ', e.default_version, e.comment)
  FROM pg_catalog.pg_available_extensions() AS e
 WHERE NOT e.name = ANY (ARRAY(SELECT x.extname FROM pg_catalog.pg_extension AS x))
UNION ALL
SELECT 'language', l.lanname::pg_catalog.text, '', COALESCE(pg_catalog.obj_description(l.oid, 'pg_language'), '')
  FROM pg_catalog.pg_language AS l
 WHERE pg_catalog.has_language_privilege(l.oid, 'usage')
UNION ALL
SELECT 'access method', a.amname::pg_catalog.text, '', CASE a.amtype WHEN 't' THEN 'table' ELSE 'index' END
  FROM pg_catalog.pg_am AS a
UNION ALL
SELECT 'publication', p.pubname::pg_catalog.text, '',
       pg_catalog.concat_ws(', ', CASE WHEN p.puballtables THEN 'all tables' END,
                                  pg_catalog.obj_description(p.oid, 'pg_publication'))
  FROM pg_catalog.pg_publication AS p
UNION ALL
SELECT 'subscription', s.subname::pg_catalog.text, '', CASE WHEN s.subenabled THEN '' ELSE 'disabled' END
  FROM pg_catalog.pg_subscription AS s
       JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
 WHERE d.datname = pg_catalog.current_database()
UNION ALL
SELECT 'server', s.srvname::pg_catalog.text, '', f.fdwname::pg_catalog.text
  FROM pg_catalog.pg_foreign_server AS s
       JOIN pg_catalog.pg_foreign_data_wrapper AS f ON f.oid = s.srvfdw
 WHERE pg_catalog.has_server_privilege(s.oid, 'usage')
UNION ALL
SELECT 'foreign-data wrapper', f.fdwname::pg_catalog.text, '',
       COALESCE(pg_catalog.obj_description(f.oid, 'pg_foreign_data_wrapper'), '')
  FROM pg_catalog.pg_foreign_data_wrapper AS f
 WHERE pg_catalog.has_foreign_data_wrapper_privilege(f.oid, 'usage')
UNION ALL
SELECT 'event trigger', e.evtname::pg_catalog.text, '', e.evtevent::pg_catalog.text
  FROM pg_catalog.pg_event_trigger AS e
UNION ALL
SELECT 'encoding', e.name::pg_catalog.text, '', ''
  FROM (SELECT pg_catalog.pg_encoding_to_char(number) AS name
          FROM pg_catalog.generate_series(0, 60) AS number) AS e
 WHERE e.name <> ''
) AS t
