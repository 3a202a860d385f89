-- Opens the seal of this backend, once; false for a login that is not sealed.
select tenantsh.open(:org::pg_catalog.text, :reason::pg_catalog.text, :backend::pg_catalog.int4) as sealed
