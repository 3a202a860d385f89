-- Publications.
SELECT p.oid,
       p.pubname AS name,
       pg_catalog.pg_get_userbyid(p.pubowner) AS owner,
       p.puballtables AS all_tables,
       p.pubinsert AS inserts,
       p.pubupdate AS updates,
       p.pubdelete AS deletes,
       p.pubtruncate AS truncates,
       NULL AS generated_columns, -- @-17
       CASE p.pubgencols WHEN 'n' THEN 'none' WHEN 's' THEN 'stored' END AS generated_columns, -- @18+
       p.pubviaroot AS via_root
  FROM pg_catalog.pg_publication AS p
 WHERE (:name::pg_catalog.text IS NULL
        OR p.pubname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY p.pubname
