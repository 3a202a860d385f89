-- Has bounds written the same way for everybody, and nobody waited for long, until the end of what is asked apart.
SELECT pg_catalog.current_setting('TimeZone') AS timezone,
       pg_catalog.current_setting('DateStyle') AS datestyle,
       pg_catalog.set_config('TimeZone', 'UTC', true) AS utc,
       pg_catalog.set_config('DateStyle', 'ISO', true) AS iso,
       pg_catalog.set_config('jit', 'off', true) AS plain,
       pg_catalog.set_config('lock_timeout', :lock_timeout::pg_catalog.text, true) AS lock_timeout
