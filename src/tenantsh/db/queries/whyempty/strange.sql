-- What in a query is not PostgreSQL's own, or means something else for another login: it is not run with an admin's rights.
WITH path AS (
    SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ANY (pg_catalog.current_schemas(true))
), plain AS (
    SELECT t.oid FROM pg_catalog.pg_type AS t
           LEFT JOIN pg_catalog.pg_type AS e
                ON e.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype
                                WHEN t.typtype = 'b' AND t.typlen = -1 THEN t.typelem END
     WHERE t.typtype = 'e' OR t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
        OR e.typtype = 'e' OR e.typnamespace = 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
)
SELECT pg_catalog.format('it calls %s, which is not PostgreSQL''s own', f.oid::pg_catalog.regprocedure) AS why
  FROM pg_catalog.pg_proc AS f
 WHERE f.proname = ANY (:functions::pg_catalog.text[]::pg_catalog.name[])
   AND f.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
   AND f.pronamespace IN (SELECT p.oid FROM path AS p)
   AND NOT EXISTS (SELECT FROM pg_catalog.unnest(f.proargtypes::pg_catalog.oid[]) AS a (type)
                    WHERE a.type NOT IN (SELECT p.oid FROM plain AS p))
UNION ALL
SELECT pg_catalog.format('it calls %s, which may give something else each time', f.oid::pg_catalog.regproc)
  FROM pg_catalog.pg_proc AS f
 WHERE f.proname = ANY (:functions::pg_catalog.text[]::pg_catalog.name[]) AND f.provolatile = 'v'
   AND f.pronamespace = 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
UNION ALL
SELECT pg_catalog.format('it uses the operator %s, which is not PostgreSQL''s own', o.oid::pg_catalog.regoperator)
  FROM pg_catalog.pg_operator AS o
 WHERE o.oprname = ANY (:operators::pg_catalog.text[]::pg_catalog.name[])
   AND o.oprnamespace <> 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
   AND o.oprnamespace IN (SELECT p.oid FROM path AS p)
   AND (o.oprleft = '0' OR o.oprleft IN (SELECT p.oid FROM plain AS p))
   AND (o.oprright = '0' OR o.oprright IN (SELECT p.oid FROM plain AS p))
UNION ALL
SELECT pg_catalog.format('%I.%I is %s, whose comparisons are not PostgreSQL''s own', c.relname, a.attname,
                         pg_catalog.format_type(a.atttypid, NULL))
  FROM pg_catalog.pg_attribute AS a
       JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
 WHERE a.attrelid = ANY (:relations::pg_catalog.oid[]) AND a.attnum > 0 AND NOT a.attisdropped
   AND (:every::pg_catalog.bool OR a.attname = ANY (:columns::pg_catalog.text[]::pg_catalog.name[]))
   AND a.atttypid NOT IN (SELECT p.oid FROM plain AS p)
 LIMIT 1
