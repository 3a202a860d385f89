-- Opens the seal of a standby's backend, from its primary.
select tenantsh.open_standby(
    :org::pg_catalog.text, :reason::pg_catalog.text, :backend::pg_catalog.int4, :started::pg_catalog.timestamptz
) as sealed
