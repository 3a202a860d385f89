-- The functions that text search parsers are made of.
SELECT p.oid::pg_catalog.int8 AS parser,
       m.method,
       m.function::pg_catalog.text AS function,
       pg_catalog.obj_description(m.function, 'pg_proc') AS description
  FROM pg_catalog.pg_ts_parser AS p
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
       CROSS JOIN LATERAL (
           VALUES (1, 'Start parse', p.prsstart),
                  (2, 'Get next token', p.prstoken),
                  (3, 'End parse', p.prsend),
                  (4, 'Get headline', p.prsheadline),
                  (5, 'Get token types', p.prslextype)
       ) AS m (position, method, function)
 WHERE (:name::pg_catalog.text IS NULL
        OR p.prsname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool OR pg_catalog.pg_ts_parser_is_visible(p.oid))
 ORDER BY p.oid, m.position
