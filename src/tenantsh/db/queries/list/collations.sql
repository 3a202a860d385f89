-- Collations that the database's encoding can use.
SELECT n.nspname AS schema,
       c.collname AS name,
       CASE c.collprovider WHEN 'd' THEN 'default' WHEN 'b' THEN 'builtin'
                           WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS provider,
       c.collcollate AS "collate",
       c.collctype AS ctype,
       NULL AS locale, -- @-14
       c.colliculocale AS locale, -- @15-16
       c.colllocale AS locale, -- @17+
       NULL AS icu_rules, -- @-15
       c.collicurules AS icu_rules, -- @16+
       CASE WHEN c.collisdeterministic THEN 'yes' ELSE 'no' END AS deterministic,
       pg_catalog.obj_description(c.oid, 'pg_collation') AS description
  FROM pg_catalog.pg_collation AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
 WHERE (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding()))
   AND (:name::pg_catalog.text IS NULL
        OR c.collname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_collation_is_visible(c.oid))
 ORDER BY n.nspname, c.collname
