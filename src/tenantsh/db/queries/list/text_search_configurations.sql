-- Text search configurations with their parsers.
SELECT c.oid::pg_catalog.int8 AS oid,
       n.nspname AS schema,
       c.cfgname AS name,
       pn.nspname AS parser_schema,
       p.prsname AS parser,
       pg_catalog.obj_description(c.oid, 'pg_ts_config') AS description
  FROM pg_catalog.pg_ts_config AS c
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
       LEFT JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
       LEFT JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
 WHERE (:name::pg_catalog.text IS NULL
        OR c.cfgname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_ts_config_is_visible(c.oid))
 ORDER BY n.nspname, c.cfgname
