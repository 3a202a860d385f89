"""What is wanted among the arguments of a function: a few have a language of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.clauses import reading
from tenantsh.shell.completion.suggest.clauses.expressions import Ways, compared
from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.wanted import (
    Arguments,
    Relations,
    Routines,
    Settings,
    SettingValues,
    Texts,
    Things,
    Types,
    Words,
)

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexemes
    from tenantsh.shell.completion.scope import Level
    from tenantsh.shell.completion.suggest.clauses.asked import Asked
    from tenantsh.shell.completion.wanted import Wanted

FIELDS = ("year", "month", "day", "hour", "minute", "second", "epoch", "dow", "isodow", "doy", "week", "quarter",
    "isoyear", "decade", "century", "millennium", "milliseconds", "microseconds", "timezone", "timezone_hour",
    "timezone_minute", "julian")  # fmt: skip
"""What EXTRACT takes out of a time."""
UNITS = ("day", "month", "week", "hour", "minute", "year", "quarter", "second", "decade", "century", "millennium",
    "milliseconds", "microseconds")  # fmt: skip
"""What date_trunc cuts a time to."""
_TEXTS: dict[tuple[str, int], tuple[str, tuple[str, ...]]] = {
    ("date_trunc", 0): ("unit", UNITS),
    ("date_part", 0): ("field", FIELDS),
    ("encode", 1): ("encoding", ("hex", "base64", "escape")),
    ("decode", 1): ("encoding", ("hex", "base64", "escape")),
    ("digest", 1): ("algorithm", ("sha256", "sha512", "sha1", "md5", "sha224", "sha384")),
    ("to_char", 1): ("format", ("YYYY-MM-DD", "YYYY-MM", "HH24:MI:SS", "YYYY-MM-DD HH24:MI:SS", "DD.MM.YYYY", "Day",
        "Month", "FM999,999,990.00", "IYYY-IW")),
    ("to_date", 1): ("format", ("YYYY-MM-DD", "DD.MM.YYYY", "MM/DD/YYYY")),
    ("to_timestamp", 1): ("format", ("YYYY-MM-DD HH24:MI:SS", "YYYY-MM-DD")),
    ("has_table_privilege", -1): ("privilege", ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES",
        "TRIGGER")),
    ("has_schema_privilege", -1): ("privilege", ("USAGE", "CREATE")),
    ("has_database_privilege", -1): ("privilege", ("CONNECT", "CREATE", "TEMPORARY")),
    ("pg_has_role", -1): ("privilege", ("MEMBER", "USAGE", "SET")),
}  # fmt: skip
"""Texts that an argument can be, by function and position; -1 is the last of three."""
_RELATIONS = {
    "nextval": "S",
    "currval": "S",
    "setval": "S",
    "to_regclass": "rpvmfS",
    "pg_relation_size": "rpmiI",
    "pg_total_relation_size": "rpm",
    "pg_table_size": "rpm",
    "pg_indexes_size": "rpm",
    "pg_get_viewdef": "vm",
    "pg_get_indexdef": "iI",
    "pg_get_serial_sequence": "rp",
    "pg_partition_tree": "rpiI",
    "pg_partition_root": "rpiI",
    "pg_partition_ancestors": "rpiI",
    "pg_relation_filepath": "rmiS",
    "row_security_active": "rp",
    "has_table_privilege": "rpvmf",
    "has_sequence_privilege": "S",
    "has_column_privilege": "rpvmf",
}
"""Functions whose first argument is a relation's name, and the kinds that it may be of."""
_THINGS = {
    ("has_table_privilege", 0): "role",
    ("has_schema_privilege", 0): "schema",
    ("has_database_privilege", 0): "database",
    ("pg_has_role", 0): "role",
    ("pg_has_role", 1): "role",
    ("timezone", 0): "timezone",
    ("to_tsvector", 0): "text search configuration",
    ("to_tsquery", 0): "text search configuration",
    ("plainto_tsquery", 0): "text search configuration",
    ("websearch_to_tsquery", 0): "text search configuration",
    ("phraseto_tsquery", 0): "text search configuration",
    ("to_regnamespace", 0): "schema",
    ("to_regrole", 0): "role",
    ("pg_database_size", 0): "database",
    ("pg_tablespace_size", 0): "tablespace",
    ("convert_from", 1): "encoding",
    ("convert_to", 1): "encoding",
}
_REGISTERED = {"regclass": "relation", "regrole": "role", "regnamespace": "schema", "regcollation": "collation",
    "regconfig": "text search configuration", "regdictionary": "text search dictionary"}  # fmt: skip
_LITERALS = {
    "date": ("today", "yesterday", "tomorrow", "now", "infinity", "-infinity", "epoch"),
    "timestamp": ("now", "today", "yesterday", "tomorrow", "infinity", "-infinity", "epoch"),
    "timestamptz": ("now", "today", "yesterday", "tomorrow", "infinity", "-infinity", "epoch"),
    "interval": ("1 day", "1 hour", "7 days", "30 days", "1 month", "1 week", "1 year", "15 minutes"),
    "time": ("now", "allballs"),
    "boolean": ("true", "false"),
}
AGGREGATES = frozenset({"count", "sum", "avg", "min", "max", "array_agg", "string_agg", "jsonb_agg", "json_agg",
    "bool_and", "bool_or", "every", "jsonb_object_agg", "json_object_agg"})  # fmt: skip

_ALIKE = frozenset({"coalesce", "nullif", "greatest", "least"})
"""Functions whose arguments are of one type."""


def in_string(level: Level, before: Lexemes, after: Lexemes) -> list[Wanted]:
    """What a string literal holds by the call, the type or the cast that it stands in; nothing where that is free.

    `before` are the lexemes in front of the string, `after` those behind it. Names are wanted as they stand in a
    string: `'"Order Items"'` for regclass.
    """
    literal = ending(before, 3)
    if literal[-3:] == ("at", "time", "zone"):
        return [Things("timezone")]
    if len(after) > 1 and after[0].text == "::":
        return _of_type(after[1].value)
    if literal[-1] in _LITERALS:
        return _of_type(literal[-1])
    if level.opening != "call" or ending(before)[-1] not in ("(", ",", "=>"):
        return []
    return _argument(level.name[-1] if level.name else "", level.position, level)


def _of_type(name: str) -> list[Wanted]:
    if name == "regclass":
        return [Relations("rpvmfSiI")]
    if name == "regtype":
        return [Types()]
    if name == "regproc":
        return [Routines()]
    if name in _REGISTERED:
        return [Things(_REGISTERED[name])]
    return [Texts(tuple((text, "") for text in _LITERALS[name]), name)] if name in _LITERALS else []


def _argument(name: str, position: int, level: Level) -> list[Wanted]:
    if name in ("current_setting", "set_config") and position == 0:
        return [Settings()]
    if name == "set_config" and position == 1:
        return [SettingValues(level.first[0].value)] if level.first else []
    found: list[Wanted] = []
    if name in _RELATIONS and position in ((0, 1) if name.startswith("has_") else (0,)):
        found.append(Relations(_RELATIONS[name]))
    if (name, position) in _THINGS:
        found.append(Things(_THINGS[name, position], fit=len(found)))
    last = position if (name, position) in _TEXTS else -1 if position else 0
    kind, texts = _TEXTS.get((name, last), ("", ()))
    return [*found, Texts(tuple((text, kind) for text in texts), kind)] if texts else found


def call(asked: Asked) -> list[Wanted]:
    """An argument, outside of quotes."""
    level = asked.level
    name = level.name[-1] if level.name else ""
    item, position = asked.item, level.position
    special = _special(name, item)
    if special is not None:
        return special
    if position and not item and name in _ALIKE:
        of = reading.operand(level.first, asked.scope.sources)
        return compared(of, asked.scope.sources, asked.ways(Ways(functions="faw")))
    ways = Ways(functions="faw", first=_first(name, position), then=_then(name))
    found = asked.expression(ways, _without_distinct(item))
    if item:
        return found
    schema = level.name[-2] if len(level.name) > 1 else None
    return [*_quoted(name, position), *found, *_stars(name), Arguments(name, schema, position, fit=1)]


def _without_distinct(item: Lexemes) -> Lexemes:
    """The argument behind DISTINCT, ALL, VARIADIC or `name =>`."""
    at = next((at for at, lexeme in enumerate(item) if lexeme.text in ("=>", ":=")), -1)
    if at >= 0:
        return item[at + 1 :]
    return item[1:] if item and item[0].is_word("distinct", "all", "variadic") else item


def _special(name: str, item: Lexemes) -> list[Wanted] | None:
    """Arguments that the grammar separates by words; None where there is nothing special here."""
    last = ending(item)[-1]
    if name == "extract" and len(item) < 2:
        fields = Texts(tuple((field, "field") for field in FIELDS), "field")
        return [Words(("FROM",))] if item else [fields]
    if name == "cast" and any(lexeme.is_word("as") for lexeme in item):
        return [Types()] if last == "as" else []
    return None


def _first(name: str, position: int) -> tuple[str, ...]:
    if name == "trim":
        return ("BOTH", "LEADING", "TRAILING")
    return ("DISTINCT",) if name in AGGREGATES and position == 0 else ()


def _then(name: str) -> tuple[str, ...]:
    """What may follow an argument."""
    match name:
        case "cast":
            return ("AS",)
        case "trim":
            return ("FROM",)
        case "substring":
            return ("FROM", "FOR", "SIMILAR")
        case "position":
            return ("IN",)
        case "overlay":
            return ("PLACING", "FROM", "FOR")
        case _:
            return ("ORDER BY",) if name in AGGREGATES else ()


def _stars(name: str) -> list[Wanted]:
    return [Texts((("*", "rows"),), "star", 0)] if name == "count" else []


def _quoted(name: str, position: int) -> list[Wanted]:
    """The texts of an argument with their quotes."""
    kind, texts = _TEXTS.get((name, position), ("", ()))
    return [Texts(tuple((f"'{text}'", kind) for text in texts[:6]), kind)] if texts else []
