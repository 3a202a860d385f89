-- Ways from this database to files, programs and other servers, and to whom they are open.
SELECT 'function' AS kind,
       pg_catalog.format('%I.%I(%s)', n.nspname, f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid)) AS name,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type)
               FROM pg_catalog.aclexplode(coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))) AS x
              WHERE x.grantee <> f.proowner) AS grants
  FROM pg_catalog.pg_proc AS f
       JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace
 WHERE f.proname IN ('pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file', 'lo_import', 'lo_export')
       AND n.nspname = 'pg_catalog'
    OR f.proname IN ('dblink', 'dblink_exec', 'dblink_connect', 'dblink_connect_u', 'dblink_send_query')
       AND EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                    WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
                      AND e.objid = f.oid AND e.deptype = 'e')
 UNION ALL
SELECT 'mapping', s.srvname::pg_catalog.text, ARRAY[pg_catalog.concat(m.umuser, '=USAGE')]
  FROM pg_catalog.pg_user_mappings AS m
       JOIN pg_catalog.pg_foreign_server AS s ON s.oid = m.srvid
 UNION ALL
SELECT 'language', l.lanname::pg_catalog.text,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type)
               FROM pg_catalog.aclexplode(l.lanacl) AS x WHERE x.grantee <> l.lanowner)
  FROM pg_catalog.pg_language AS l
 WHERE l.lanispl AND NOT l.lanpltrusted
 UNION ALL
SELECT 'large-object',
       CASE WHEN pg_catalog.count(*) = 1 THEN pg_catalog.min(o.oid)::pg_catalog.text
            ELSE pg_catalog.concat(pg_catalog.min(o.oid), ' and ', pg_catalog.count(*) - 1, ' more') END,
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type)
               FROM pg_catalog.aclexplode(o.lomacl) AS x WHERE x.grantee <> o.lomowner)
  FROM pg_catalog.pg_largeobject_metadata AS o
 WHERE o.lomacl IS NOT NULL
 GROUP BY o.lomacl, o.lomowner
 UNION ALL
SELECT 'catalog',
       pg_catalog.concat('pg_catalog.', c.relname),
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type)
               FROM pg_catalog.aclexplode(c.relacl) AS x WHERE x.grantee <> c.relowner)
  FROM pg_catalog.pg_class AS c
 WHERE c.oid = ANY ('{pg_catalog.pg_statistic,pg_catalog.pg_statistic_ext_data,pg_catalog.pg_authid,
                      pg_catalog.pg_user_mapping,pg_catalog.pg_largeobject}'::pg_catalog.regclass[]::pg_catalog.oid[])
 UNION ALL
SELECT 'parameter',  -- @15+
       p.parname,  -- @15+
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type)  -- @15+
               FROM pg_catalog.aclexplode(p.paracl) AS x  -- @15+
              -- what everybody may set anyway opens nothing  -- @15+
              WHERE x.grantee <> '10' AND (x.privilege_type <> 'SET' OR s.context IS DISTINCT FROM 'user'))  -- @15+
  FROM pg_catalog.pg_parameter_acl AS p  -- @15+
       LEFT JOIN pg_catalog.pg_settings AS s ON pg_catalog.lower(s.name) = p.parname  -- @15+
 UNION ALL  -- @15+
SELECT 'sequence',
       pg_catalog.format('%I.%I', n.nspname, q.relname),
       ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type)
               FROM pg_catalog.aclexplode(q.relacl) AS x WHERE x.grantee <> q.relowner)
  FROM pg_catalog.pg_class AS q
       JOIN pg_catalog.pg_namespace AS n ON n.oid = q.relnamespace
 WHERE q.relkind = 'S' AND q.relpersistence <> 't' AND q.relacl IS NOT NULL
 UNION ALL
SELECT 'database',
       b.datname::pg_catalog.text,
       ARRAY[pg_catalog.concat(b.datdba, '=OWNER')]
           OPERATOR(pg_catalog.||) ARRAY(SELECT pg_catalog.concat(x.grantee, '=', x.privilege_type)
                      FROM pg_catalog.aclexplode(b.datacl) AS x
                     WHERE x.grantee <> b.datdba AND x.privilege_type = 'CREATE')
  FROM pg_catalog.pg_database AS b
 WHERE b.datname = pg_catalog.current_database()
 ORDER BY 1, 2
