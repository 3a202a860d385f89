-- Who may do what with relations and columns, and the policies on their rows.
SELECT n.nspname AS schema,
       c.relname AS name,
       CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                      WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
                      WHEN 'p' THEN 'partitioned table' END AS type,
       pg_catalog.array_to_string(c.relacl, E'\n') AS access_privileges, -- @-16
       CASE WHEN pg_catalog.cardinality(c.relacl) = 0 THEN '(none)' -- @17+
            ELSE pg_catalog.array_to_string(c.relacl, E'\n') END AS access_privileges, -- @17+
       pg_catalog.array_to_string(ARRAY(
           SELECT pg_catalog.concat(a.attname, E':\n  ', pg_catalog.array_to_string(a.attacl, E'\n  '))
             FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attacl IS NOT NULL
       ), E'\n') AS column_privileges,
       pg_catalog.array_to_string(ARRAY(
           SELECT pg_catalog.concat(
                      p.polname,
                      CASE WHEN NOT p.polpermissive THEN ' (RESTRICTIVE)' END,
                      CASE WHEN p.polcmd <> '*' THEN ' (' || p.polcmd::pg_catalog.text || ')' END,
                      ':',
                      E'\n  (u): ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                      E'\n  (c): ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
                      CASE WHEN p.polroles OPERATOR(pg_catalog.<>) '{0}'
                           THEN E'\n  to: ' || pg_catalog.array_to_string(ARRAY(
                          SELECT r.rolname
                            FROM pg_catalog.pg_roles AS r
                           WHERE r.oid = ANY (p.polroles)
                           ORDER BY r.rolname
                      ), ', ') END)
             FROM pg_catalog.pg_policy AS p
            WHERE p.polrelid = c.oid
       ), E'\n') AS policies
  FROM pg_catalog.pg_class AS c
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'v', 'm', 'S', 'f', 'p')
   AND (:system::pg_catalog.bool OR (n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema')) -- @16+
   AND (:name::pg_catalog.text IS NULL
        OR c.relname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
   AND (:schema::pg_catalog.text IS NULL
        OR n.nspname OPERATOR(pg_catalog.~) :schema::pg_catalog.text COLLATE pg_catalog.default)
   AND (NOT :visible_only::pg_catalog.bool
        OR (pg_catalog.pg_table_is_visible(c.oid)
            AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' -- @-15
        ))
 ORDER BY n.nspname, c.relname
