-- Extensions that are installed.
SELECT e.extname AS name,
       e.extversion AS version,
       NULL AS default_version, -- @-17
       a.default_version, -- @18+
       n.nspname AS schema,
       d.description
  FROM pg_catalog.pg_extension AS e
       LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
       LEFT JOIN pg_catalog.pg_description AS d
              ON d.objoid = e.oid AND d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid
       LEFT JOIN pg_catalog.pg_available_extensions() AS a (name, default_version, comment) ON a.name = e.extname -- @18+
 WHERE (:name::pg_catalog.text IS NULL
        OR e.extname OPERATOR(pg_catalog.~) :name::pg_catalog.text COLLATE pg_catalog.default)
 ORDER BY e.extname
