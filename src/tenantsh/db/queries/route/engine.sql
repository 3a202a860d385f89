-- Whether this database has Citus, and which version of it.
SELECT e.extversion::pg_catalog.text AS version FROM pg_catalog.pg_extension AS e WHERE e.extname = 'citus'
