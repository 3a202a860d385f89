"""Functions and types as people know them: what comes before the thousands that pg_catalog has."""

from __future__ import annotations

FUNCTIONS = """
    count sum avg min max now array_agg string_agg jsonb_agg jsonb_object_agg jsonb_build_object to_jsonb row_number
    rank dense_rank lag lead first_value last_value ntile date_trunc to_char lower upper length round
    jsonb_array_elements jsonb_each jsonb_object_keys jsonb_set generate_series unnest bool_or bool_and every
    json_agg json_build_object jsonb_build_array jsonb_array_length jsonb_typeof jsonb_pretty jsonb_strip_nulls age abs
    ceil floor trunc random substring replace regexp_replace regexp_matches split_part concat concat_ws left right
    format position strpos starts_with md5 to_date to_timestamp to_number date_part make_date make_interval
    array_length cardinality array_append array_remove array_position array_to_string string_to_array
    gen_random_uuid current_setting set_config nextval currval percentile_cont percentile_disc mode stddev variance
    clock_timestamp statement_timestamp pg_typeof pg_size_pretty pg_total_relation_size pg_relation_size row_to_json
    jsonb_path_query jsonb_path_exists cume_dist percent_rank nth_value repeat lpad rpad btrim ltrim rtrim initcap
    reverse sign power sqrt exp ln log mod div encode decode sha256 to_tsvector to_tsquery plainto_tsquery
    websearch_to_tsquery ts_rank ts_headline width_bucket
""".split()  # noqa: SIM905 - a list would take a hundred lines
"""The server's functions that are typed most, the most useful first."""

SETS = """
    generate_series unnest jsonb_array_elements jsonb_each jsonb_array_elements_text jsonb_each_text jsonb_object_keys
    jsonb_to_recordset jsonb_to_record jsonb_populate_recordset json_array_elements json_each json_to_recordset
    regexp_split_to_table regexp_matches string_to_table jsonb_path_query generate_subscripts pg_ls_dir
""".split()  # noqa: SIM905 - as above
"""The server's functions that FROM is used with most."""

SYNTAX = (
    ("coalesce", "the first that is not null", "("),
    ("nullif", "null where both are equal", "("),
    ("greatest", "the largest", "("),
    ("least", "the smallest", "("),
    ("extract", "a field of a time: extract(year FROM t)", "("),
    ("cast", "cast(x AS type)", "("),
    ("trim", "trim(both ' ' FROM s)", "("),
    ("current_date", "today", ""),
    ("current_timestamp", "when the transaction began", ""),
    ("current_time", "when the transaction began", ""),
    ("localtimestamp", "when the transaction began, without time zone", ""),
    ("localtime", "when the transaction began, without time zone", ""),
    ("current_user", "the role", ""),
    ("session_user", "the login", ""),
    ("current_role", "the role", ""),
    ("current_schema", "the first schema of the search path", ""),
    ("current_catalog", "the database", ""),
    ("grouping", "which columns a row is grouped by", "("),
)
"""What is written like a function and stands in the grammar instead of the catalog: name, a few words, what follows."""

NEWER = (
    (160000, ("system_user", "the login and how it was authenticated", "")),
    (160000, ("json_object", "an object of keys and values", "(")),
    (160000, ("json_array", "an array of values", "(")),
    (160000, ("json_arrayagg", "an array of rows", "(")),
    (160000, ("json_objectagg", "an object of rows", "(")),
    (170000, ("json_value", "a scalar at a path", "(")),
    (170000, ("json_query", "what is at a path", "(")),
    (170000, ("json_exists", "whether there is something at a path", "(")),
    (170000, ("merge_action", "what MERGE did with the row", "(")),
)
"""The same, with the version that brought it."""

TYPES = """
    text int bigint integer boolean numeric uuid jsonb timestamptz date timestamp interval varchar json smallint real
    bool float double^precision char bytea time inet regclass text[] int[] bigint[] uuid[] decimal serial bigserial
    cidr tsvector tsquery citext oid money bit xml point timetz int4range int8range numrange tstzrange tsrange daterange
    name regtype regrole regnamespace regproc macaddr character^varying timestamp^with^time^zone
    timestamp^without^time^zone time^with^time^zone varchar[] numeric[] jsonb[] date[] timestamptz[] boolean[]
""".split()  # noqa: SIM905 - as above
"""The server's types as people write them, the most useful first."""

MODIFIED = frozenset({"varchar", "numeric", "char", "decimal", "bit", "character varying"})
"""Those that take a length or a precision."""
