-- How views are defined, where nobody holds what they read.
WITH held AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
           JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
)
SELECT c.oid::pg_catalog.int8 AS view,
       pg_catalog.pg_get_viewdef(c.oid) AS definition
  FROM pg_catalog.pg_class AS c
 WHERE c.oid = ANY (:relations::pg_catalog.oid[])
   AND NOT EXISTS (SELECT
                     FROM pg_catalog.pg_rewrite AS r
                          JOIN pg_catalog.pg_depend AS d
                               ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
                                  AND d.objid = r.oid
                                  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                    WHERE r.ev_class = c.oid AND d.refobjid IN (SELECT h.relation FROM held AS h))
 ORDER BY c.oid
