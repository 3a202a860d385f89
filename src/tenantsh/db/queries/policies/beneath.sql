-- What views and materialized views read, through views beneath them too, and as whom; functions are not looked into.
WITH RECURSIVE subject AS MATERIALIZED (
    SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = coalesce(:role::pg_catalog.name, current_user)
), viewed AS MATERIALIZED (
    SELECT c.oid, c.relkind,
           CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_options_to_table(c.reloptions) AS t
                              WHERE t.option_name = 'security_invoker' AND t.option_value::pg_catalog.bool)
                THEN NULL ELSE c.relowner END AS reader
      FROM pg_catalog.pg_class AS c
     WHERE c.relkind IN ('v', 'm') AND c.oid >= '16384'
), reading AS MATERIALIZED (
    SELECT DISTINCT v.oid AS view, d.refobjid AS relation, v.reader
      FROM viewed AS v
           JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = v.oid AND r.ev_type = '1'
           JOIN pg_catalog.pg_depend AS d
                ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
                   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.refobjid <> v.oid
), tree (view, relation, reader) AS (
    SELECT r.view, r.relation, r.reader
      FROM reading AS r
     WHERE :relations::pg_catalog.oid[] IS NULL OR r.view = ANY (:relations::pg_catalog.oid[])
     UNION
    -- a materialized view holds what was read; a view with security_invoker beneath another reads as the person
    SELECT t.view, r.relation, r.reader
      FROM tree AS t
           JOIN viewed AS v ON v.oid = t.relation AND v.relkind = 'v'
           JOIN reading AS r ON r.view = v.oid
)
SELECT t.view::pg_catalog.int8 AS view,
       c.oid::pg_catalog.int8 AS relation,
       n.nspname::pg_catalog.text AS schema,
       c.relname::pg_catalog.text AS name,
       c.relkind::pg_catalog.text AS kind,
       reader.rolname::pg_catalog.text AS reader,
       reader.oid = s.oid AS as_subject,
       c.relrowsecurity AS enabled,
       c.relrowsecurity AND NOT (reader.rolsuper OR reader.rolbypassrls)
           AND (c.relforcerowsecurity OR NOT pg_catalog.pg_has_role(reader.oid, c.relowner, 'usage')) AS applies,
       a.attname::pg_catalog.text AS tenant_column
  FROM tree AS t
       CROSS JOIN subject AS s
       JOIN pg_catalog.pg_class AS c ON c.oid = t.relation AND c.relkind IN ('r', 'p', 'm', 'f')
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_roles AS reader ON reader.oid = coalesce(t.reader, s.oid)
       LEFT JOIN pg_catalog.pg_attribute AS a
              ON a.attrelid = c.oid AND a.attname = :tenant_column::pg_catalog.name
                 AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY t.view, n.nspname, c.relname, reader.rolname
