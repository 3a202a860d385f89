-- The months of a table that retention has taken away, and whether a moment is in one of them.
SELECT m.fate::pg_catalog.text AS fate,
       pg_catalog.to_char(pg_catalog.min(m.begins_at) AT TIME ZONE 'UTC', 'YYYY-MM') AS first,
       pg_catalog.to_char(pg_catalog.max(m.begins_at) AT TIME ZONE 'UTC', 'YYYY-MM') AS last,
       pg_catalog.count(*) AS months,
       coalesce(pg_catalog.bool_or(
           m.begins_at <= :moment::pg_catalog.text::pg_catalog.timestamptz
           AND m.ends_at > :moment::pg_catalog.text::pg_catalog.timestamptz
       ), false) AS holds
  FROM platform.retention_months AS m
 WHERE m.table_name = :name::pg_catalog.text AND m.dropped_at IS NOT NULL
 GROUP BY m.fate
 ORDER BY m.fate
