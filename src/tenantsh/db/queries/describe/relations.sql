-- The relations that a pattern names, each with what decides how it is described.
SELECT c.oid,
       n.nspname AS schema,
       c.relname AS name,
       c.relkind::pg_catalog.text AS kind,
       c.relpersistence::pg_catalog.text AS persistence,
       c.relispartition AS is_partition,
       c.relhasindex AS has_indexes,
       c.relchecks > 0 AS has_checks,
       c.relhasrules AS has_rules,
       c.relhastriggers AS has_triggers,
       c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS row_security_forced,
       c.relreplident::pg_catalog.text AS replica_identity,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.reloftype <> '0' THEN c.reloftype::pg_catalog.regtype::pg_catalog.text END AS of_type,
       am.amname AS access_method,
       spc.spcname AS tablespace,
       pg_catalog.array_to_string(
           pg_catalog.array_cat(c.reloptions, ARRAY(SELECT 'toast.' || o FROM pg_catalog.unnest(toast.reloptions) AS o)),
           ', ') AS options
  FROM pg_catalog.pg_class AS c
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
       LEFT JOIN pg_catalog.pg_tablespace AS spc ON spc.oid = c.reltablespace
       LEFT JOIN pg_catalog.pg_class AS toast ON toast.oid = c.reltoastrelid
 WHERE (:name::pg_catalog.text IS NULL
        OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_table_is_visible(c.oid))
 ORDER BY n.nspname, c.relname
