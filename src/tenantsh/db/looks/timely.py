"""Functions whose answers are of the moment, and those that do more than answer."""

from __future__ import annotations

import re

ASKS = frozenset(
    """
    now current_date current_time current_timestamp localtime localtimestamp transaction_timestamp statement_timestamp
    clock_timestamp timeofday pg_postmaster_start_time pg_conf_load_time
    """.split()  # noqa: SIM905 - a list would take twenty lines
)
"""They give the time; `age(x)` is one that counts from CURRENT_DATE, and a plan shows it as that."""
LOT = frozenset(
    """
    random random_normal gen_random_uuid gen_random_bytes uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc
    uuid_generate_v4 nextval currval lastval txid_current pg_current_xact_id pg_backend_pid
    """.split()  # noqa: SIM905 - as above
)
"""They give something else each time."""
MOMENTARY = re.compile(r"pg_stat_get_\w+|pg_lock_status|pg_prepared_xact|pg_cursor|pg_prepared_statement")
"""They tell what the server is doing now."""
WORDS = "|".join(sorted(ASKS | LOT))
"""What is looked for in the bodies of functions that somebody has made."""
ACTS = re.compile(
    r"pg_(?:try_)?advisory_\w+|pg_notify|pg_sleep\w*|pg_(?:terminate|cancel)_backend|pg_reload_conf|pg_rotate_logfile"
    r"|pg_switch_wal|pg_create_\w+|pg_drop_\w+|pg_logical_\w+|pg_replication_\w+|pg_promote|pg_wal_replay_\w+"
    r"|pg_(?:backup|start_backup|stop_backup)\w*|pg_stat_reset\w*|pg_export_snapshot|pg_stat_statements_reset"
    r"|set_config|setseed|setval|nextval|lo_\w+|loread|lowrite|txid_current|pg_current_xact_id|pg_log_backend_memory_contexts"
)
"""Names of functions that wait, or do something that a transaction which is rolled back does not undo."""
RUNS_TEXT = re.compile(
    r"(?:query|cursor|table|schema|database)_to_xml(?:schema|_and_xmlschema)?|ts_stat|ts_rewrite|crosstab\w*|connectby"
    r"|xpath_table|dblink\w*"
)
"""Names of functions that run a text: whatever stands in it is done, and nobody has read it."""
