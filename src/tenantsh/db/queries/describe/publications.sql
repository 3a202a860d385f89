-- The publications that tables are part of: by their schema, by themselves, or because they are tables.
SELECT c.oid AS relation, p.pubname AS name, NULL AS columns, NULL AS "where" -- @15+
  FROM pg_catalog.pg_publication AS p -- @15+
       JOIN pg_catalog.pg_publication_namespace AS pn ON pn.pnpubid = p.oid -- @15+
       JOIN pg_catalog.pg_class AS c ON c.relnamespace = pn.pnnspid -- @15+
 WHERE c.oid = ANY (:relations::pg_catalog.oid[]) AND pg_catalog.pg_relation_is_publishable(c.oid) -- @15+
 UNION -- @15+
SELECT pr.prrelid AS relation,
       p.pubname AS name,
       (SELECT pg_catalog.string_agg(a.attname, ', ' ORDER BY k.ord) -- @15+
          FROM pg_catalog.unnest(pr.prattrs::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, ord) -- @15+
               JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pr.prrelid AND a.attnum = k.attnum) AS columns, -- @15+
       pg_catalog.pg_get_expr(pr.prqual, pr.prrelid) AS "where" -- @15+
       NULL AS columns, -- @-14
       NULL AS "where" -- @-14
  FROM pg_catalog.pg_publication AS p
       JOIN pg_catalog.pg_publication_rel AS pr ON pr.prpubid = p.oid
 WHERE pr.prrelid = ANY (:relations::pg_catalog.oid[])
 UNION
SELECT r.oid AS relation, p.pubname AS name, NULL AS columns, NULL AS "where"
  FROM pg_catalog.pg_publication AS p
       CROSS JOIN pg_catalog.unnest(:relations::pg_catalog.oid[]) AS r (oid)
 WHERE p.puballtables AND pg_catalog.pg_relation_is_publishable(r.oid)
 ORDER BY name
