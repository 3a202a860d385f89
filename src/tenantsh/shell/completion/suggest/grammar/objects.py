"""What kinds of object statements name, and what each slot of a synopsis stands for."""

from __future__ import annotations

from tenantsh.shell.completion.wanted import Functions, Relations, SettingValues, Things, Types, Wanted, Words

_BOOLEAN = Words(("ON", "OFF", "TRUE", "FALSE"), fit=0)

OBJECTS: dict[str, Wanted] = {
    "TABLE": Relations("rp"),
    "VIEW": Relations("v"),
    "MATERIALIZED VIEW": Relations("m"),
    "FOREIGN TABLE": Relations("f"),
    "INDEX": Relations("iI"),
    "SEQUENCE": Relations("S"),
    "COLUMN": Relations("rpvmf"),
    "FUNCTION": Functions("fw", fit=0),
    "PROCEDURE": Functions("p", fit=0),
    "ROUTINE": Functions("fpaw", fit=0),
    "AGGREGATE": Functions("a", fit=0),
    "TYPE": Types(),
    "DOMAIN": Types("d"),
    "ROLE": Things("role"),
    "USER": Things("role"),
    "GROUP": Things("role"),
    "AVAILABLE EXTENSION": Things("available extension"),
    "SERVER": Things("server"),
    "FOREIGN SERVER": Things("server"),
    "FOREIGN DATA WRAPPER": Things("foreign-data wrapper"),
    **{
        kind.upper(): Things(kind)
        for kind in (
            "schema", "database", "tablespace", "extension", "language", "collation", "conversion", "publication",
            "subscription", "statistics", "event trigger", "access method", "operator", "operator class",
            "operator family", "text search configuration", "text search dictionary", "text search parser",
            "text search template",
        )
    },
}  # fmt: skip
"""By the words that name their kind."""

OWNED = {"policy": "policy", "trigger": "trigger", "rule": "rule", "constraint": "constraint"}
"""Kinds that belong to a relation."""

TABLES = {
    "LOCK": "rpv",
    "TRUNCATE": "rpf",
    "VACUUM": "rpmf",
    "ANALYZE": "rpmf",
    "COPY": "rpvmf",
    "CLUSTER": "rpm",
    "CREATE INDEX": "rpm",
    "CREATE STATISTICS": "rpmf",
    "CREATE TRIGGER": "rpvf",
    "GRANT": "rpvmf",
    "REVOKE": "rpvmf",
    "ALTER TABLE": "rpf",
}
"""Which relations (`pg_class.relkind`) a statement takes as its table, where not tables only."""

SLOTS: dict[str, Wanted] = {
    **dict.fromkeys(("user_name", "group_name"), Things("role")),
    **dict.fromkeys(("new_schema", "local_schema"), Things("schema")),
    **dict.fromkeys(("database_name", "template_database"), Things("database")),
    **dict.fromkeys(("collation", "existing_collation"), Things("collation")),
    **dict.fromkeys(("index_method", "table_method"), Things("access method")),
    **dict.fromkeys(
        ("dictionary_name", "old_dictionary", "new_dictionary"), Things("text search dictionary")
    ),
    **dict.fromkeys(("parent_table", "source_table"), Relations("rpvmf")),
    **dict.fromkeys(("other_table", "referenced_table"), Relations("rp")),
    **dict.fromkeys(("handler_function", "inline_function", "validator_function"), Functions("f", fit=0)),
    "channel": Things("channel"),
    "statement_name": Things("prepared statement"),
    "tablespace_name": Things("tablespace"),
    "extension_name": Things("extension"),
    "language_name": Things("language"),
    "operator_class": Things("operator class", fit=2),
    "family_name": Things("operator family"),
    "server_name": Things("server"),
    "wrapper_name": Things("foreign-data wrapper"),
    "publication_name": Things("publication"),
    "parser_name": Things("text search parser"),
    "template_name": Things("text search template"),
    "existing_configuration": Things("text search configuration"),
    "procedure_name": Functions("p", fit=0),
    "domain_name": Types("d"),
    "sequence_name": Relations("S"),
    "encoding": SettingValues("client_encoding"),
    "boolean": _BOOLEAN,
    "filter_variable": Words(("TAG",), fit=0),
}  # fmt: skip
"""By the slot's name, where that is enough."""

_STORAGE = """
    fillfactor autovacuum_enabled autovacuum_vacuum_threshold autovacuum_vacuum_scale_factor
    autovacuum_vacuum_insert_threshold autovacuum_vacuum_insert_scale_factor autovacuum_analyze_threshold
    autovacuum_analyze_scale_factor autovacuum_vacuum_cost_delay autovacuum_vacuum_cost_limit
    autovacuum_freeze_min_age autovacuum_freeze_max_age autovacuum_freeze_table_age log_autovacuum_min_duration
    parallel_workers toast_tuple_target vacuum_index_cleanup vacuum_truncate user_catalog_table
"""
_INDEX_STORAGE = (
    "fillfactor deduplicate_items fastupdate gin_pending_list_limit buffering pages_per_range autosummarize"
)

OPTIONS = {
    "storage_parameter": _STORAGE,
    "attribute_option": "n_distinct n_distinct_inherited",
    "view_parameter": "security_invoker security_barrier check_option",
    "publication_parameter": "publish publish_via_partition_root publish_generated_columns",
    "publication_option": "copy_data refresh",
    "refresh_option": "copy_data",
    "subscription_parameter": """
        connect create_slot enabled slot_name binary copy_data streaming synchronous_commit two_phase disable_on_error
        password_required run_as_owner origin failover
    """,
    "skip_option": "lsn",
    "tablespace_parameter": "seq_page_cost random_page_cost effective_io_concurrency maintenance_io_concurrency",
    "type_property": "RECEIVE SEND TYPMOD_IN TYPMOD_OUT ANALYZE SUBSCRIPT STORAGE",
    "error_action": "stop ignore",
    "verbosity": "default verbose silent",
}
"""Options that are written in parentheses, by the slot that stands for their name."""

INDEX_OPTIONS = {"CREATE INDEX": _INDEX_STORAGE, "ALTER INDEX": _INDEX_STORAGE}
"""Storage parameters of the titles that are about indexes."""
