-- Time zones that the server knows.
SELECT z.name,
       pg_catalog.concat(z.abbrev, ', ', z.utc_offset) AS detail
  FROM pg_catalog.pg_timezone_names() AS z
 WHERE NOT pg_catalog.starts_with(z.name, 'posix/')
