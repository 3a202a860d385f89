-- Relations' columns in their order; `is_key` and `definition` for an index's.
SELECT a.attrelid AS relation,
       a.attname AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       (SELECT co.collname
          FROM pg_catalog.pg_collation AS co
               JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
         WHERE co.oid = a.attcollation AND a.attcollation <> t.typcollation) AS collation,
       a.attnotnull AS not_null,
       (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true)
          FROM pg_catalog.pg_attrdef AS d
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef) AS expression,
       a.attidentity::pg_catalog.text AS identity,
       a.attgenerated::pg_catalog.text AS generated,
       a.attnum <= i.indnkeyatts AS is_key,
       CASE WHEN i.indexrelid IS NOT NULL
            THEN pg_catalog.pg_get_indexdef(a.attrelid, a.attnum, true) END AS definition,
       CASE WHEN a.attfdwoptions IS NOT NULL THEN '(' || pg_catalog.array_to_string(
           ARRAY(SELECT pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value)
                   FROM pg_catalog.pg_options_to_table(a.attfdwoptions) AS o), ', ') || ')' END AS fdw_options,
       a.attstorage::pg_catalog.text AS storage,
       a.attcompression::pg_catalog.text AS compression, -- @14+
       '' AS compression, -- @-13
       nullif(a.attstattarget, -1) AS stats_target,
       CASE WHEN :verbose::pg_catalog.bool
            THEN pg_catalog.col_description(a.attrelid, a.attnum) END AS description
  FROM pg_catalog.pg_attribute AS a
       LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = a.attrelid
 WHERE a.attrelid = ANY (:relations::pg_catalog.oid[]) AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum
