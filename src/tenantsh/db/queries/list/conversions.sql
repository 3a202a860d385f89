-- Conversions between encodings.
SELECT n.nspname AS schema,
       c.conname AS name,
       pg_catalog.pg_encoding_to_char(c.conforencoding) AS source,
       pg_catalog.pg_encoding_to_char(c.contoencoding) AS destination,
       c.condefault AS is_default,
       CASE WHEN :verbose::pg_catalog.bool THEN pg_catalog.obj_description(c.oid, 'pg_conversion') END AS description
  FROM pg_catalog.pg_conversion AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
 WHERE (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR c.conname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_conversion_is_visible(c.oid))
 ORDER BY n.nspname, c.conname
