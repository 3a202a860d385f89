-- The relations that a plan reads, each with the partitioned table that it is a part of, itself where it is of none.
WITH RECURSIVE asked AS (
    SELECT c.oid, c.relname, n.nspname, c.relispartition
      FROM ROWS FROM (
               pg_catalog.unnest(:scanned_schemas::pg_catalog.text[]),
               pg_catalog.unnest(:scanned_relations::pg_catalog.text[])
           ) AS s (schema, name)
           JOIN pg_catalog.pg_class AS c ON c.relname = s.name::pg_catalog.name
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = s.schema
), upwards AS (
    SELECT a.oid, a.oid AS root, a.relispartition AS goes_on FROM asked AS a
    UNION ALL
    SELECT u.oid, i.inhparent, c.relispartition
      FROM upwards AS u
           JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = u.root
           JOIN pg_catalog.pg_class AS c ON c.oid = i.inhparent
     WHERE u.goes_on
), rooted AS (
    SELECT u.oid, u.root FROM upwards AS u WHERE NOT u.goes_on
), downwards AS (
    SELECT DISTINCT r.root, r.root AS oid FROM rooted AS r
    UNION ALL
    SELECT d.root, i.inhrelid
      FROM downwards AS d
           JOIN pg_catalog.pg_class AS c ON c.oid = d.oid AND c.relkind = 'p'
           JOIN pg_catalog.pg_inherits AS i ON i.inhparent = d.oid
), leaves AS (
    SELECT d.root, pg_catalog.count(*) AS count
      FROM downwards AS d
           JOIN pg_catalog.pg_class AS c ON c.oid = d.oid
     WHERE c.relkind <> 'p'
     GROUP BY d.root
)
SELECT a.oid::pg_catalog.int8 AS oid,
       a.nspname::pg_catalog.text AS schema,
       a.relname::pg_catalog.text AS name,
       a.oid::pg_catalog.regclass::pg_catalog.text AS spelled,
       r.root::pg_catalog.int8 AS root,
       m.nspname::pg_catalog.text AS root_schema,
       c.relname::pg_catalog.text AS root_name,
       r.root::pg_catalog.regclass::pg_catalog.text AS root_spelled,
       c.relkind::pg_catalog.text AS root_kind,
       coalesce(l.count, 0) AS leaves
  FROM asked AS a
       JOIN rooted AS r ON r.oid = a.oid
       JOIN pg_catalog.pg_class AS c ON c.oid = r.root
       JOIN pg_catalog.pg_namespace AS m ON m.oid = c.relnamespace
       LEFT JOIN leaves AS l ON l.root = r.root
 ORDER BY a.oid
