-- The tables that publications name one by one.
SELECT p.oid AS publication,
       n.nspname AS schema,
       c.relname AS name,
       NULL AS columns, -- @-14
       CASE WHEN pr.prattrs IS NOT NULL -- @15+
            THEN pg_catalog.array_to_string(ARRAY( -- @15+
                     SELECT a.attname -- @15+
                       FROM pg_catalog.generate_series(0, pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) AS s -- @15+
                            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = pr.prattrs[s] -- @15+
                     ), ', ') END AS columns, -- @15+
       NULL AS row_filter -- @-14
       pg_catalog.pg_get_expr(pr.prqual, c.oid) AS row_filter -- @15+
  FROM pg_catalog.pg_publication AS p
       JOIN pg_catalog.pg_publication_rel AS pr ON pr.prpubid = p.oid
       JOIN pg_catalog.pg_class AS c ON c.oid = pr.prrelid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT p.puballtables
   AND (:name::pg_catalog.text IS NULL
        OR p.pubname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY n.nspname, c.relname
