-- Intervals as comparisons of intervals weigh them: a month is 30 days, a day 24 hours.
SELECT i.at::pg_catalog.int4 AS at,
       pg_catalog.date_part('year', v.span) * 12 + pg_catalog.date_part('month', v.span) AS months,
       pg_catalog.date_part('day', v.span) AS days,
       pg_catalog.date_part('hour', v.span) * 3600 + pg_catalog.date_part('minute', v.span) * 60
           + pg_catalog.date_part('second', v.span) AS seconds
  FROM pg_catalog.unnest(:intervals::pg_catalog.text[]) WITH ORDINALITY AS i (value, at)
       CROSS JOIN LATERAL (SELECT i.value::pg_catalog.interval AS span) AS v
 ORDER BY i.at
