-- How this session reads times that are written without a zone or in another order.
SELECT pg_catalog.current_setting('TimeZone') AS timezone,
       pg_catalog.regexp_replace(pg_catalog.current_setting('DateStyle'), '^[^,]*', 'ISO') AS datestyle
