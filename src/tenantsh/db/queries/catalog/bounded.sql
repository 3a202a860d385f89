-- Bounds what this transaction may cost: a sample is never worth waiting for.
select
    pg_catalog.set_config('jit', 'off', true) as jit,
    pg_catalog.set_config('max_parallel_workers_per_gather', '0', true) as workers,
    pg_catalog.set_config('lock_timeout', :milliseconds::pg_catalog.text, true) as lock_timeout,
    pg_catalog.set_config('statement_timeout', :milliseconds::pg_catalog.text, true) as statement_timeout
