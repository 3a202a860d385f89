-- Has a cursor planned for all of its rows, and compiles nothing: it shall answer soon.
select
    pg_catalog.set_config('jit', 'off', true) as jit,
    pg_catalog.set_config('cursor_tuple_fraction', '1', true) as fraction
