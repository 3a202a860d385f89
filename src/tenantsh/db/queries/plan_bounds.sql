-- Bounds what looking at a plan may cost, and never above what the person allows herself.
select
    pg_catalog.set_config('lock_timeout', case
        when l.now OPERATOR(pg_catalog.>) 0::pg_catalog.float8 and l.now OPERATOR(pg_catalog.<) :lock::pg_catalog.float8
        then pg_catalog.current_setting('lock_timeout') else (:lock::pg_catalog.int4)::pg_catalog.text end, true
    ) as lock_timeout,
    pg_catalog.set_config('statement_timeout', case
        when s.now OPERATOR(pg_catalog.>) 0::pg_catalog.float8 and s.now OPERATOR(pg_catalog.<) :statement::pg_catalog.float8
        then pg_catalog.current_setting('statement_timeout') else (:statement::pg_catalog.int4)::pg_catalog.text end, true
    ) as statement_timeout,
    pg_catalog.set_config('transaction_read_only', 'on', true) as read_only
from
    (select 1000::pg_catalog.float8 OPERATOR(pg_catalog.*) pg_catalog.date_part(
        'epoch', pg_catalog.current_setting('lock_timeout')::pg_catalog.interval) as now) as l,
    (select 1000::pg_catalog.float8 OPERATOR(pg_catalog.*) pg_catalog.date_part(
        'epoch', pg_catalog.current_setting('statement_timeout')::pg_catalog.interval) as now) as s
