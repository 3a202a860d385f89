-- Whether neither a policy nor a function has any of these names in it: what a context says of the organization.
WITH policies AS (
    SELECT pg_catalog.concat_ws(' ', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                                pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) AS text
      FROM pg_catalog.pg_policy AS p
), texts AS (
    -- most go by one thing: a few of them say it before thousands of functions are looked through
    (SELECT p.text FROM policies AS p LIMIT 20)
     UNION ALL
    SELECT f.prosrc
      FROM pg_catalog.pg_proc AS f
     WHERE f.oid >= '16384'
     UNION ALL
    SELECT p.text FROM policies AS p
     UNION ALL  -- @14+
    SELECT pg_catalog.pg_get_function_sqlbody(f.oid)  -- @14+
      FROM pg_catalog.pg_proc AS f  -- @14+
     WHERE f.oid >= '16384' AND f.prosqlbody IS NOT NULL  -- @14+
)
SELECT CASE
           -- what another session holds would be waited for
           WHEN EXISTS (SELECT FROM pg_catalog.pg_locks AS l
                               JOIN pg_catalog.pg_database AS d
                                    ON d.oid = l.database AND d.datname = pg_catalog.current_database()
                         WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock') THEN false
           -- where there is nothing that could be read, nothing is shown
           WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                             WHERE c.relkind IN ('r', 'p', 'f') AND c.oid >= '16384') THEN false
           -- a path leads to an organization's tables by itself
           WHEN 'search_path' = ANY (:names::pg_catalog.text[]) THEN false
           -- and so do roles by their privileges, and where policies are for some of them
           WHEN 'current_user' = ANY (:names::pg_catalog.text[])
                AND (NOT EXISTS (SELECT FROM pg_catalog.pg_policy)
                     OR EXISTS (SELECT FROM pg_catalog.pg_policy AS p WHERE p.polroles <> '{0}')) THEN false
           ELSE NOT EXISTS (SELECT FROM texts AS t
                                   CROSS JOIN pg_catalog.unnest(:names::pg_catalog.text[]) AS n (name)
                             WHERE pg_catalog.strpos(pg_catalog.lower(t.text), n.name) > 0)
       END AS unread
