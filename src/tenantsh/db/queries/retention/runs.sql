-- The newest runs of retention.
select r.run_id, r.created_at, r.finished_at, r.outcome::pg_catalog.text as outcome, r.months
from platform.retention_runs as r
order by r.run_id desc
limit :newest::pg_catalog.int4
