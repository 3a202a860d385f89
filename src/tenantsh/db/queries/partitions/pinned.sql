-- Has bounds written the same way for everybody, and nobody waited for longer than `lock_timeout`, if it is given.
SELECT pg_catalog.set_config('tenantsh.timezone', pg_catalog.current_setting('TimeZone'), true) AS timezone,
       pg_catalog.set_config('tenantsh.datestyle', pg_catalog.current_setting('DateStyle'), true) AS datestyle,
       pg_catalog.set_config('tenantsh.jit', pg_catalog.current_setting('jit'), true) AS jit,
       pg_catalog.set_config('TimeZone', 'UTC', true) AS utc,
       pg_catalog.set_config('DateStyle', 'ISO', true) AS iso,
       pg_catalog.set_config('jit', 'off', true) AS plain,
       CASE WHEN :lock_timeout::pg_catalog.text IS NOT NULL
            THEN pg_catalog.set_config('lock_timeout', :lock_timeout::pg_catalog.text, true) END AS lock_timeout
