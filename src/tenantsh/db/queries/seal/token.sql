-- What says on a standby which organization its backend is open on.
select tenantsh.token(:backend::pg_catalog.int4, :started::pg_catalog.timestamptz) as token
