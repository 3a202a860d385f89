-- Where the periods that constants name begin and end, as literals for the session's time zone.
--
-- A zone's clock may show a time twice, or never. `exact` is whether the rows from an edge on are those whose clock
-- shows the edge or later; `first` and `last` are a moment before and one behind all for which that is in doubt.
WITH asked AS (
    SELECT a.*, CASE a.zone WHEN '' THEN pg_catalog.current_setting('TimeZone') ELSE a.zone END AS clock
      FROM ROWS FROM (
               pg_catalog.unnest(:moment_ats::pg_catalog.int4[]), pg_catalog.unnest(:moment_values::pg_catalog.text[]),
               pg_catalog.unnest(:moment_types::pg_catalog.text[]), pg_catalog.unnest(:moment_spaces::pg_catalog.text[]),
               pg_catalog.unnest(:moment_zones::pg_catalog.text[]), pg_catalog.unnest(:moment_units::pg_catalog.text[])
           ) AS a (at, value, type, space, zone, unit)
), moment AS (
    SELECT a.at, a.unit, a.clock,
           CASE WHEN a.space = 'tz' THEN
               CASE a.type WHEN 'date' THEN a.value::pg_catalog.date::pg_catalog.timestamptz
                           WHEN 'timestamp' THEN a.value::pg_catalog.timestamp::pg_catalog.timestamptz
                           ELSE a.value::pg_catalog.timestamptz END
           END AS moment,
           CASE WHEN a.space <> 'tz' THEN
               CASE a.type WHEN 'date' THEN a.value::pg_catalog.date::pg_catalog.timestamp
                           WHEN 'timestamptz' THEN a.value::pg_catalog.timestamptz::pg_catalog.timestamp
                           ELSE a.value::pg_catalog.timestamp END
           END AS shown
      FROM asked AS a
), local AS (
    SELECT m.at, m.unit, m.clock, m.moment,
           coalesce(m.shown, pg_catalog.timezone(coalesce(m.clock, pg_catalog.current_setting('TimeZone')), m.moment))
               AS shown
      FROM moment AS m
), floors AS (
    SELECT l.*, CASE l.unit WHEN 'instant' THEN l.shown ELSE pg_catalog.date_trunc(l.unit, l.shown) END AS begins
      FROM local AS l
), edges AS (
    SELECT f.at, e.ends, e.shown, f.clock,
           CASE WHEN f.begins <> f.shown THEN false
                WHEN f.moment IS NULL THEN true
                WHEN pg_catalog.timezone(coalesce(f.clock, pg_catalog.current_setting('TimeZone')), f.begins) = f.moment
                THEN true END AS aligned
      FROM floors AS f
           CROSS JOIN LATERAL (
               VALUES (false, f.begins),
                      (true, f.begins + CASE f.unit WHEN 'instant' THEN '0'
                                                    WHEN 'quarter' THEN '3 months'
                                                    WHEN 'decade' THEN '10 years'
                                                    WHEN 'century' THEN '100 years'
                                                    WHEN 'millennium' THEN '1000 years'
                                                    ELSE '1 ' || f.unit END::pg_catalog.interval)
           ) AS e (ends, shown)
), changes AS (
    SELECT e.*, c.*
      FROM edges AS e
           LEFT JOIN LATERAL (
               SELECT pg_catalog.min(s.ahead) AS least, pg_catalog.max(s.ahead) AS most,
                      pg_catalog.count(*) FILTER (WHERE s.ahead <> s.before) AS count,
                      pg_catalog.min(s.hour) FILTER (WHERE s.ahead <> s.before) AS hour,
                      pg_catalog.min(s.ahead) FILTER (WHERE s.ahead <> s.before) AS later,
                      pg_catalog.min(s.before) FILTER (WHERE s.ahead <> s.before) AS earlier
                 FROM (SELECT h.hour, h.ahead, pg_catalog.lag(h.ahead) OVER (ORDER BY h.hour) AS before
                         FROM (SELECT g.hour, pg_catalog.timezone(e.clock, g.hour) - pg_catalog.timezone('UTC', g.hour)
                                          AS ahead
                                 FROM pg_catalog.generate_series(
                                          pg_catalog.timezone('UTC', e.shown) - '50 hours'::pg_catalog.interval,
                                          pg_catalog.timezone('UTC', e.shown) + '50 hours'::pg_catalog.interval,
                                          '1 hour'::pg_catalog.interval) AS g (hour)) AS h) AS s
           ) AS c ON e.clock IS NOT NULL
), bounds AS (
    SELECT c.*,
           pg_catalog.timezone('UTC', c.shown - c.most) AS first,
           pg_catalog.timezone('UTC', c.shown - c.least) AS last,
           turn.moment AS turn
      FROM changes AS c
           LEFT JOIN LATERAL (
               SELECT pg_catalog.date_trunc('second', pg_catalog.min(g.second)) AS moment
                 FROM pg_catalog.generate_series(c.hour - '1 hour'::pg_catalog.interval, c.hour,
                                                 '1 second'::pg_catalog.interval) AS g (second)
                WHERE pg_catalog.timezone(c.clock, g.second) - pg_catalog.timezone('UTC', g.second) = c.later
           ) AS turn ON c.count = 1
), found AS (
    SELECT b.at, b.ends, b.aligned, b.shown, b.clock, b.first, b.last, coalesce(b.count, 0) = 0 AS steady,
           CASE WHEN b.count = 0 THEN b.first
                WHEN b.count > 1 THEN NULL
                WHEN b.later > b.earlier THEN least(greatest(b.turn, b.first), b.last)
                WHEN b.turn <= b.first THEN b.last
                WHEN b.turn >= b.last THEN b.first END AS edge
      FROM bounds AS b
)
SELECT f.at,
       f.ends,
       f.aligned,
       f.steady,
       f.clock IS NULL OR f.edge IS NOT NULL AS exact,
       coalesce(f.clock IS NULL OR pg_catalog.timezone(f.clock, f.edge) = f.shown, false) AS shown,
       told.edge AS edge,
       told.first AS first,
       told.last AS last
  FROM found AS f
       CROSS JOIN LATERAL (
           SELECT pg_catalog.max(t.said) FILTER (WHERE t.which = 0) AS edge,
                  pg_catalog.max(t.said) FILTER (WHERE t.which = 1) AS first,
                  pg_catalog.max(t.said) FILTER (WHERE t.which = 2) AS last
             FROM (SELECT m.which,
                          CASE WHEN f.clock IS NULL OR f.shown::pg_catalog.timestamptz = m.moment
                               THEN pg_catalog.to_char(f.shown, 'YYYY-MM-DD HH24:MI:SS.US')
                               ELSE pg_catalog.to_char(pg_catalog.timezone('UTC', m.moment),
                                                       'YYYY-MM-DD HH24:MI:SS.US') || '+00' END AS said
                     FROM (VALUES (0, f.edge), (1, f.first), (2, f.last)) AS m (which, moment)) AS t
       ) AS told
 ORDER BY f.at, f.ends
