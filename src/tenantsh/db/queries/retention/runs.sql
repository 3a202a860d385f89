-- The newest runs of retention.
select r.run_id,
    pg_catalog.to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as began,
    pg_catalog.to_char(r.finished_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as ended,
    r.outcome::pg_catalog.text as outcome, r.months
from platform.retention_runs as r
order by r.run_id desc
limit :newest::pg_catalog.int4
