-- Data types, without array types and the row types of tables.
SELECT n.nspname AS schema,
       pg_catalog.format_type(t.oid, NULL) AS name,
       t.typname AS internal_name,
       CASE WHEN t.typrelid <> '0' THEN 'tuple' WHEN t.typlen < 0 THEN 'var'
            ELSE t.typlen::pg_catalog.text END AS size,
       CASE WHEN :verbose::pg_catalog.bool
            THEN pg_catalog.array_to_string(ARRAY(
                     SELECT e.enumlabel FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder
                 ), E'\n') END AS elements,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       pg_catalog.array_to_string(t.typacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.array_length(t.typacl, 1) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(t.typacl, E'\n') END AS access_privileges, -- @17+
       pg_catalog.obj_description(t.oid, 'pg_type') AS description
  FROM pg_catalog.pg_type AS t
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
 WHERE (t.typrelid = '0' OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid))
   AND (:arrays::pg_catalog.bool
        OR NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type AS e WHERE e.oid = t.typelem AND e.typarray = t.oid))
   AND (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'))
   AND (:name::pg_catalog.text IS NULL
        OR t.typname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default
        OR pg_catalog.format_type(t.oid, NULL) OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_type_is_visible(t.oid))
 ORDER BY n.nspname, pg_catalog.format_type(t.oid, NULL)
