-- Relations that the role may use as a whole, those of one kind, owner and access list in one row.
-- Privileges depend on nothing else, so one of a group is asked for all: the last one, where the first is gone.
SELECT g.kind,
       g.readable,
       g.writable,
       g.oids,
       g.schemas,
       g.names,
       g.parents,
       g.secured
  FROM (
           SELECT c.relkind::pg_catalog.text AS kind,
                  CASE WHEN c.relkind = 'S'
                       THEN COALESCE(pg_catalog.has_sequence_privilege(pg_catalog.min(c.oid), 'usage, select'),
                                     pg_catalog.has_sequence_privilege(pg_catalog.max(c.oid), 'usage, select'), false)
                       ELSE COALESCE(pg_catalog.has_table_privilege(pg_catalog.min(c.oid), 'select'),
                                     pg_catalog.has_table_privilege(pg_catalog.max(c.oid), 'select'), false)
                  END AS readable,
                  CASE WHEN c.relkind = 'S'
                       THEN COALESCE(pg_catalog.has_sequence_privilege(pg_catalog.min(c.oid), 'usage, update'),
                                     pg_catalog.has_sequence_privilege(pg_catalog.max(c.oid), 'usage, update'), false)
                       ELSE COALESCE(pg_catalog.has_table_privilege(pg_catalog.min(c.oid), 'insert, update, delete'),
                                     pg_catalog.has_table_privilege(pg_catalog.max(c.oid), 'insert, update, delete'),
                                     false)
                  END AS writable,
                  pg_catalog.array_agg(c.oid) AS oids,
                  pg_catalog.array_agg(c.relnamespace) AS schemas,
                  pg_catalog.array_agg(c.relname::pg_catalog.text) AS names,
                  pg_catalog.array_agg(COALESCE(i.inhparent, '0')) AS parents,
                  pg_catalog.array_agg(c.relrowsecurity) AS secured
             FROM pg_catalog.pg_class AS c
                  LEFT JOIN pg_catalog.pg_inherits AS i ON c.relispartition AND i.inhrelid = c.oid
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              AND c.relnamespace IN (SELECT n.oid
                                       FROM pg_catalog.pg_namespace AS n
                                      WHERE pg_catalog.has_schema_privilege(n.oid, 'usage')
                                        AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_toast')
                                        AND NOT pg_catalog.pg_is_other_temp_schema(n.oid))
            -- the system's own are apart: of them nobody but a superuser may write any
            GROUP BY c.relkind, c.relowner, c.relacl, c.oid < '16384'
       ) AS g
 WHERE g.readable OR g.writable
