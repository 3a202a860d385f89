-- The types of token that text search parsers tell apart.
SELECT p.oid::pg_catalog.int8 AS parser,
       t.alias AS name,
       t.description
  FROM pg_catalog.pg_ts_parser AS p
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
       CROSS JOIN LATERAL pg_catalog.ts_token_type(p.oid) AS t
 WHERE (:name::pg_catalog.text IS NULL
        OR p.prsname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_ts_parser_is_visible(p.oid))
 ORDER BY t.alias
