-- What these relations are made of, and the views, partitioned tables and policies' tables around them: each thing in words.
WITH RECURSIVE reached (oid) AS (
    (
        SELECT u.oid::pg_catalog.oid FROM pg_catalog.unnest(:oids::pg_catalog.int8[]) AS u (oid)
        UNION
        SELECT c.oid
          FROM ROWS FROM (
                   pg_catalog.unnest(:schemas::pg_catalog.text[]), pg_catalog.unnest(:names::pg_catalog.text[])
               ) AS s (schema, name)
               JOIN pg_catalog.pg_class AS c ON c.relname = s.name::pg_catalog.name
               JOIN pg_catalog.pg_namespace AS n
                    ON n.oid = c.relnamespace AND s.schema IN ('', n.nspname::pg_catalog.text)
                       AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
    )
    UNION
    SELECT further.oid
      FROM reached AS r
           CROSS JOIN LATERAL (
               SELECT i.inhparent
                 FROM pg_catalog.pg_inherits AS i
                      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition
                WHERE i.inhrelid = r.oid
               UNION ALL
               SELECT d.refobjid
                 FROM pg_catalog.pg_rewrite AS w
                      JOIN pg_catalog.pg_depend AS d
                           ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
                WHERE w.ev_class = r.oid AND w.rulename = '_RETURN'
                  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.oid
               UNION ALL
               SELECT d.refobjid
                 FROM pg_catalog.pg_policy AS p
                      JOIN pg_catalog.pg_depend AS d
                           ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objid = p.oid
                WHERE p.polrelid = r.oid
                  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.oid
           ) AS further (oid)
), asked AS (
    SELECT c.oid, c.relkind, c.relnamespace, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relispartition,
           c.relpartbound, c.relispopulated,
           pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation
      FROM reached AS r
           JOIN pg_catalog.pg_class AS c ON c.oid = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.oid >= 16384::pg_catalog.oid
), things (oid, kind, at, name, told, calls) AS (
    SELECT a.oid, 'columns', t.attnum::pg_catalog.int8, t.attname::pg_catalog.text,
           pg_catalog.concat_ws(' ', pg_catalog.format_type(t.atttypid, t.atttypmod),
               CASE WHEN t.attnotnull THEN 'not null' END,
               CASE WHEN t.attidentity <> '' THEN 'identity ' || t.attidentity::pg_catalog.text END,
               CASE WHEN t.attgenerated <> '' THEN 'generated ' || t.attgenerated::pg_catalog.text END,
               CASE WHEN t.attcollation <> 0::pg_catalog.oid
                    THEN (SELECT 'collate ' || o.collname::pg_catalog.text
                            FROM pg_catalog.pg_collation AS o WHERE o.oid = t.attcollation) END,
               (SELECT 'default ' || pg_catalog.pg_get_expr(e.adbin, e.adrelid)
                  FROM pg_catalog.pg_attrdef AS e WHERE e.adrelid = t.attrelid AND e.adnum = t.attnum)),
           NULL::pg_catalog.int8[]
      FROM asked AS a
           JOIN pg_catalog.pg_attribute AS t ON t.attrelid = a.oid AND t.attnum > 0 AND NOT t.attisdropped
    UNION ALL
    SELECT a.oid, 'constraints', 0, k.conname::pg_catalog.text,
           pg_catalog.concat_ws(' ', pg_catalog.pg_get_constraintdef(k.oid),
               CASE WHEN NOT k.convalidated THEN 'not validated' END), NULL
      FROM asked AS a
           JOIN pg_catalog.pg_constraint AS k ON k.conrelid = a.oid
     WHERE k.contype <> 'n'  -- 18 has columns' NOT NULL here, too
    UNION ALL
    SELECT a.oid, 'indexes', 0, x.relname::pg_catalog.text,
           pg_catalog.concat_ws(' ', pg_catalog.pg_get_indexdef(i.indexrelid),
               CASE WHEN NOT i.indisvalid THEN 'invalid' END), NULL
      FROM asked AS a
           JOIN pg_catalog.pg_index AS i ON i.indrelid = a.oid
           JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
    UNION ALL
    SELECT a.oid, 'policies', 0, p.polname::pg_catalog.text,
           pg_catalog.concat_ws(' ', p.polcmd::pg_catalog.text,
               CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
               (SELECT 'to ' || pg_catalog.string_agg(o.name, ', ' ORDER BY o.name COLLATE "C")  -- OIDs are a cluster's own
                  FROM (SELECT CASE WHEN r.oid = 0::pg_catalog.oid THEN 'public'
                                    ELSE pg_catalog.pg_get_userbyid(r.oid)::pg_catalog.text END
                          FROM pg_catalog.unnest(p.polroles) AS r (oid)) AS o (name)),
               'using ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid),
               'with check ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)),
           ARRAY(
               SELECT d.refobjid::pg_catalog.int8
                 FROM pg_catalog.pg_depend AS d
                WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objid = p.oid
                  AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                ORDER BY 1
           )
      FROM asked AS a
           JOIN pg_catalog.pg_policy AS p ON p.polrelid = a.oid
    UNION ALL
    SELECT a.oid, 'row security', w.at, w.name, CASE WHEN w.is THEN 'yes' ELSE 'no' END, NULL
      FROM asked AS a
           CROSS JOIN LATERAL (
               VALUES (1, 'enabled', a.relrowsecurity),
                      (2, 'forced', a.relforcerowsecurity),
                      (3, 'in force for the role', pg_catalog.row_security_active(a.oid))
           ) AS w (at, name, "is")
     WHERE a.relkind IN ('r', 'p', 'f')
    UNION ALL
    SELECT a.oid, 'triggers', 0, g.tgname::pg_catalog.text,
           pg_catalog.concat_ws(' ', pg_catalog.pg_get_triggerdef(g.oid), 'enabled ' || g.tgenabled::pg_catalog.text), NULL
      FROM asked AS a
           JOIN pg_catalog.pg_trigger AS g
                ON g.tgrelid = a.oid AND NOT g.tgisinternal AND g.tgparentid = 0::pg_catalog.oid  -- 13 calls those internal
    UNION ALL
    SELECT a.oid, 'grants', 0, v.privilege,
           CASE WHEN pg_catalog.has_table_privilege(a.oid, v.privilege) THEN 'yes'
                WHEN v.of_columns AND pg_catalog.has_any_column_privilege(a.oid, v.privilege)
                THEN (SELECT pg_catalog.string_agg(t.attname::pg_catalog.text, ', ' ORDER BY t.attnum)
                        FROM pg_catalog.pg_attribute AS t
                       WHERE t.attrelid = a.oid AND t.attnum > 0 AND NOT t.attisdropped
                         AND pg_catalog.has_column_privilege(a.oid, t.attnum, v.privilege))
                ELSE 'no' END, NULL
      FROM asked AS a
           CROSS JOIN (
               VALUES ('SELECT', true), ('INSERT', true), ('UPDATE', true), ('DELETE', false)
           ) AS v (privilege, of_columns)
    UNION ALL
    SELECT a.oid, 'grants', 0, 'USAGE of the schema',
           CASE WHEN pg_catalog.has_schema_privilege(a.relnamespace, 'usage') THEN 'yes' ELSE 'no' END, NULL
      FROM asked AS a
    UNION ALL
    SELECT a.oid, 'definition', 0, 'view',
           pg_catalog.concat_ws(' ', pg_catalog.pg_get_viewdef(a.oid), a.reloptions::pg_catalog.text,
               CASE WHEN NOT a.relispopulated THEN 'not populated' END), NULL
      FROM asked AS a
     WHERE a.relkind IN ('v', 'm')
    UNION ALL
    SELECT a.oid, 'definition', 0, 'partition key', pg_catalog.pg_get_partkeydef(a.oid), NULL
      FROM asked AS a
     WHERE a.relkind = 'p'
    UNION ALL
    SELECT a.oid, 'definition', 1, 'partition ' || pg_catalog.format('%I.%I', n.nspname, c.relname),
           pg_catalog.pg_get_expr(c.relpartbound, c.oid), NULL
      FROM asked AS a
           JOIN pg_catalog.pg_inherits AS i ON i.inhparent = a.oid
           JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE a.relkind IN ('r', 'p')
    UNION ALL
    SELECT a.oid, 'definition', 0, 'bound', pg_catalog.pg_get_expr(a.relpartbound, a.oid), NULL
      FROM asked AS a
     WHERE a.relispartition
    UNION ALL
    SELECT a.oid, 'definition', 0, 'rule ' || w.rulename::pg_catalog.text, pg_catalog.pg_get_ruledef(w.oid), NULL
      FROM asked AS a
           JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = a.oid AND w.rulename <> '_RETURN'
)
SELECT a.relation,
       t.kind,
       t.name,
       coalesce(t.told, '') AS told,
       coalesce(t.calls, '{}') AS calls,
       a.relispartition AS leaf
  FROM things AS t
       JOIN asked AS a ON a.oid = t.oid
 ORDER BY a.relation COLLATE "C", t.kind COLLATE "C", t.at, t.name COLLATE "C"
