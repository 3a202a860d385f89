-- Has nobody waited for long while the catalog is asked.
SELECT pg_catalog.set_config('lock_timeout', '250ms', true) AS lock_timeout,
       pg_catalog.set_config('statement_timeout', '2s', true) AS statement_timeout
