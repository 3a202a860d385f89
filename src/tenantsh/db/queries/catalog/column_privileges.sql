-- Relations of which single columns have access lists of their own, as far as the role may use any; one in a row.
SELECT c.relkind::pg_catalog.text AS kind,
       p.readable,
       p.writable,
       ARRAY[c.oid] AS oids,
       ARRAY[c.relnamespace] AS schemas,
       ARRAY[c.relname::pg_catalog.text] AS names,
       ARRAY[COALESCE(i.inhparent, '0')] AS parents,
       ARRAY[c.relrowsecurity] AS secured
  FROM (
           SELECT DISTINCT a.attrelid AS oid
             FROM pg_catalog.pg_attribute AS a
            WHERE a.attacl IS NOT NULL
           OFFSET 0
       ) AS x
       JOIN pg_catalog.pg_class AS c ON c.oid = x.oid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_inherits AS i ON c.relispartition AND i.inhrelid = c.oid
       CROSS JOIN LATERAL (
           SELECT COALESCE(pg_catalog.has_any_column_privilege(c.oid, 'select'), false) AS readable,
                  COALESCE(pg_catalog.has_any_column_privilege(c.oid, 'insert, update')
                           OR pg_catalog.has_table_privilege(c.oid, 'delete'), false) AS writable
       ) AS p
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND (p.readable OR p.writable)
   AND pg_catalog.has_schema_privilege(n.oid, 'usage')
   AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
