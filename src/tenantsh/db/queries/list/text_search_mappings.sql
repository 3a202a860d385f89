-- What text search configurations do with each token: the dictionaries, in their order.
SELECT c.oid::pg_catalog.int8 AS configuration,
       t.alias AS token,
       pg_catalog.btrim(pg_catalog.array_agg(
           m.mapdict::pg_catalog.regdictionary ORDER BY m.mapseqno)::pg_catalog.text, '{}') AS dictionaries
  FROM pg_catalog.pg_ts_config AS c
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
       JOIN pg_catalog.pg_ts_config_map AS m ON m.mapcfg = c.oid
       LEFT JOIN LATERAL pg_catalog.ts_token_type(c.cfgparser) AS t ON t.tokid = m.maptokentype
 WHERE (:name::pg_catalog.text IS NULL
        OR c.cfgname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_ts_config_is_visible(c.oid))
 GROUP BY c.oid, m.maptokentype, t.alias
 ORDER BY t.alias
