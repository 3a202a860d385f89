"""PostgreSQL's own functions that give nothing but what they are given."""

from __future__ import annotations

COUNTS = frozenset({"count", "row_number", "rank", "dense_rank", "ntile"})
"""What gives numbers of rows, whatever is in them."""

_OF_TEXTS = (
    "btrim concat concat_ws decode encode format initcap left length lower ltrim md5 position regexp_replace repeat"
    " replace right rtrim split_part strpos substr substring trim upper"
)
_OF_NUMBERS = "abs avg ceil floor max min mod percentile_cont percentile_disc power random round sqrt sum trunc"
_OF_TIMES = (
    "age clock_timestamp date_part date_trunc extract now statement_timestamp timezone to_char to_date to_timestamp"
)
_OF_MANY = (
    "array_agg array_length bool_and bool_or cardinality coalesce first_value generate_series greatest json_agg"
    " jsonb_agg jsonb_array_length lag last_value lead least string_agg to_json to_jsonb unnest"
)
_OF_NOTHING = (
    "current_database current_schema current_setting gen_random_uuid pg_backend_pid pg_size_pretty pg_sleep"
    " set_config version"
)

PLAIN = COUNTS.union(*(names.split() for names in (_OF_TEXTS, _OF_NUMBERS, _OF_TIMES, _OF_MANY, _OF_NOTHING)))
"""They read nothing but their arguments, and run no text."""
