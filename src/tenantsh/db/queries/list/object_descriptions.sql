-- Comments on what has no list of its own, where comments could be seen.
SELECT DISTINCT n.nspname AS schema,
       o.name::pg_catalog.text AS name,
       o.kind::pg_catalog.text AS kind,
       d.description
  FROM (
        SELECT o.tableoid, o.oid, c.relnamespace AS namespace, o.conname AS name, 'table constraint' AS kind,
               pg_catalog.pg_table_is_visible(c.oid) AS visible
          FROM pg_catalog.pg_constraint AS o
               JOIN pg_catalog.pg_class AS c ON c.oid = o.conrelid
         UNION ALL
        SELECT o.tableoid, o.oid, t.typnamespace AS namespace, o.conname AS name, 'domain constraint' AS kind,
               pg_catalog.pg_type_is_visible(t.oid) AS visible
          FROM pg_catalog.pg_constraint AS o
               JOIN pg_catalog.pg_type AS t ON t.oid = o.contypid
         UNION ALL
        SELECT o.tableoid, o.oid, o.opcnamespace AS namespace, o.opcname AS name, 'operator class' AS kind,
               pg_catalog.pg_opclass_is_visible(o.oid) AS visible
          FROM pg_catalog.pg_opclass AS o
         UNION ALL
        SELECT o.tableoid, o.oid, o.opfnamespace AS namespace, o.opfname AS name, 'operator family' AS kind,
               pg_catalog.pg_opfamily_is_visible(o.oid) AS visible
          FROM pg_catalog.pg_opfamily AS o
         UNION ALL
        SELECT o.tableoid, o.oid, c.relnamespace AS namespace, o.rulename AS name, 'rule' AS kind,
               pg_catalog.pg_table_is_visible(c.oid) AS visible
          FROM pg_catalog.pg_rewrite AS o
               JOIN pg_catalog.pg_class AS c ON c.oid = o.ev_class
         WHERE o.rulename <> '_RETURN'
         UNION ALL
        SELECT o.tableoid, o.oid, c.relnamespace AS namespace, o.tgname AS name, 'trigger' AS kind,
               pg_catalog.pg_table_is_visible(c.oid) AS visible
          FROM pg_catalog.pg_trigger AS o
               JOIN pg_catalog.pg_class AS c ON c.oid = o.tgrelid
       ) AS o
       JOIN pg_catalog.pg_description AS d ON d.objoid = o.oid AND d.classoid = o.tableoid AND d.objsubid = 0
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace
 WHERE (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR o.name OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR o.visible)
 ORDER BY schema, name, kind
