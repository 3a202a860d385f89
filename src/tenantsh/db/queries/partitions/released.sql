-- Gives back to an open transaction what was pinned.
SELECT pg_catalog.set_config('TimeZone', pg_catalog.current_setting('tenantsh.timezone'), true) AS timezone,
       pg_catalog.set_config('DateStyle', pg_catalog.current_setting('tenantsh.datestyle'), true) AS datestyle,
       pg_catalog.set_config('jit', pg_catalog.current_setting('tenantsh.jit'), true) AS jit
