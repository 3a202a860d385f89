-- Whether the database has Citus, whose workers evaluate policies.
select exists (select from pg_catalog.pg_extension where extname = 'citus') as there
