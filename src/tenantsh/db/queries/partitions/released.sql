-- Gives back to an open transaction what was pinned.
SELECT pg_catalog.set_config('TimeZone', coalesce(nullif(pg_catalog.current_setting('tenantsh.timezone', true), ''),
                                                  pg_catalog.current_setting('TimeZone')), true) AS timezone,
       pg_catalog.set_config('DateStyle', coalesce(nullif(pg_catalog.current_setting('tenantsh.datestyle', true), ''),
                                                   pg_catalog.current_setting('DateStyle')), true) AS datestyle,
       pg_catalog.set_config('jit', coalesce(nullif(pg_catalog.current_setting('tenantsh.jit', true), ''),
                                             pg_catalog.current_setting('jit')), true) AS jit
