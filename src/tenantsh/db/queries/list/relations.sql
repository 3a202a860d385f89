-- Relations of some kinds; sizes and tables of indexes only on request, for they cost looks at the disk and joins.
SELECT n.nspname AS schema,
       c.relname AS name,
       c.relkind::pg_catalog.text AS kind,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       t.relname AS "table",
       c.relpersistence::pg_catalog.text AS persistence,
       am.amname AS access_method,
       CASE WHEN :verbose::pg_catalog.bool
            THEN pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) END AS size,
       CASE WHEN :verbose::pg_catalog.bool
            THEN pg_catalog.obj_description(c.oid, 'pg_class') END AS description
  FROM pg_catalog.pg_class AS c
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_am AS am ON :verbose::pg_catalog.bool AND am.oid = c.relam
       LEFT JOIN pg_catalog.pg_index AS i ON :indexes::pg_catalog.bool AND i.indexrelid = c.oid
       LEFT JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
 WHERE c.relkind = ANY (:kinds::pg_catalog."char"[])
   AND (:system::pg_catalog.bool
        OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'
            AND n.nspname OPERATOR(pg_catalog.!~) '^pg_toast'))
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_toast' -- @-13
   AND (:name::pg_catalog.text IS NULL
        OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_table_is_visible(c.oid))
 ORDER BY n.nspname, c.relname
