-- The columns of the table that a name means, as far as writing rows into it depends on them; a domain's type is beneath.
WITH RECURSIVE meant AS (
    SELECT c.oid, c.relkind, n.nspname, c.relname
      FROM pg_catalog.pg_class AS c
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relname = :table_name::pg_catalog.name
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND CASE WHEN :table_schema::pg_catalog.text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
                    ELSE n.nspname = :table_schema::pg_catalog.text END
), based (relation, number, type, modifier) AS (
    SELECT a.attrelid, a.attnum, a.atttypid, a.atttypmod
      FROM pg_catalog.pg_attribute AS a
           JOIN meant AS m ON m.oid = a.attrelid
     WHERE a.attnum > 0 AND NOT a.attisdropped
     UNION ALL
    SELECT b.relation, b.number, t.typbasetype, t.typtypmod
      FROM based AS b
           JOIN pg_catalog.pg_type AS t ON t.oid = b.type
     WHERE t.typtype = 'd'
)
SELECT m.relkind::pg_catalog.text AS kind,
       m.nspname::pg_catalog.text AS schema,
       m.relname::pg_catalog.text AS relation,
       a.attname::pg_catalog.text AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       t.oid::pg_catalog.int8 AS base,
       b.modifier::pg_catalog.int4 AS modifier,
       pg_catalog.concat(pg_catalog.quote_ident(s.nspname), '.', pg_catalog.quote_ident(t.typname)) AS written,
       coalesce(e.typdelim, ',')::pg_catalog.text AS delimiter,
       coalesce(e.typtype = 'd' AND e.typcategory = 'A', false) AS nested,
       a.attidentity = 'a' AS always,
       a.attgenerated <> '' AS generated,
       pg_catalog.has_column_privilege(m.oid, a.attnum, 'insert') AS writable,
       a.attnum::pg_catalog.int4 AS number,
       m.oid::pg_catalog.int8 AS oid
  FROM meant AS m
       JOIN based AS b ON b.relation = m.oid
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = m.oid AND a.attnum = b.number
       JOIN pg_catalog.pg_type AS t ON t.oid = b.type AND t.typtype <> 'd'
       JOIN pg_catalog.pg_namespace AS s ON s.oid = t.typnamespace
       LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem
 ORDER BY a.attnum
