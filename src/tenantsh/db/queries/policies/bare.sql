-- Has expressions written with the schema of every name, and nobody waited for long, until the end of what is asked apart.
SELECT pg_catalog.set_config('search_path', '', true) AS search_path,
       pg_catalog.set_config('jit', 'off', true) AS jit,
       pg_catalog.set_config('lock_timeout', :lock_timeout::pg_catalog.text, true) AS lock_timeout
