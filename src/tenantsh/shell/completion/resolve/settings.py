"""Configuration parameters, and what they can be set to."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_literal, spell_identifier
from tenantsh.model.named import Names
from tenantsh.shell.completion.resolve import things
from tenantsh.shell.completion.resolve.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.catalog import Setting
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Settings, SettingValues

_MOST = 200
"""Values that are given at most: there are 1,200 time zones."""
_LATER = 10
"""The place of values behind the usual ones."""
_CUSTOM, _SELDOM = 2, 1
"""What puts a setting behind others: a name with a dot, and one that nobody but developers sets."""
_DEVELOPERS = ("debug_", "trace_", "zero_damaged", "ignore_", "allow_", "wal_consistency", "jit_")
_USUAL = {
    name: at
    for at, name in enumerate(
        (
            "search_path", "statement_timeout", "work_mem", "timezone", "row_security", "lock_timeout",
            "client_min_messages", "default_transaction_isolation", "default_transaction_read_only", "enable_seqscan",
            "client_encoding", "datestyle", "idle_in_transaction_session_timeout", "application_name", "jit",
            "maintenance_work_mem", "synchronous_commit",
        )
    )
}  # fmt: skip
"""Settings that people change, in the order in which they are offered."""
_IDENTITY = 2
"""Where among them those stand that say whose data a session sees."""
_BOOLEANS = ("on", "off", "true", "false")
_NAMED = {
    "role": "role",
    "session_authorization": "role",
    "timezone": "timezone",
    "log_timezone": "timezone",
    "client_encoding": "encoding",
    "default_tablespace": "tablespace",
    "temp_tablespaces": "tablespace",
    "default_table_access_method": "access method",
    "default_text_search_config": "text search configuration",
}
"""Settings whose values are the names of things, and of what kind those are."""
_FREE = {
    "datestyle": ("ISO", "SQL", "Postgres", "German", "YMD", "DMY", "MDY"),
    "timezone": ("UTC",),
    "client_encoding": ("UTF8", "LATIN1", "SQL_ASCII", "WIN1252"),
    "work_mem": ("'64MB'", "'256MB'", "'1GB'"),
    "maintenance_work_mem": ("'256MB'", "'1GB'"),
    "statement_timeout": ("'30s'", "'5min'", "0"),
    "lock_timeout": ("'5s'", "'30s'", "0"),
    "idle_in_transaction_session_timeout": ("'1min'", "'10min'", "0"),
}
"""Values that are usual where the server lists none."""


def settings(wanted: Settings, looking: Looking) -> Iterator[Found]:
    """Configuration parameters; those that extensions and applications bring come last."""
    qualifier = looking.wish.qualifier
    for setting, match in looking.matches(looking.catalog.settings) if not qualifier else ():
        if setting.settable or not wanted.settable:
            name, late = setting.name, _late(setting)
            order = _USUAL.get(name.lower(), _IDENTITY if setting.identity else len(_USUAL))
            yield Found(name, name, "setting", wanted.fit, match, setting.detail, late=late, order=order)
    for setting in _custom(looking) if qualifier else ():
        text = setting.name.partition(".")[2]
        fits = looking.match(text)
        if fits is not None:
            yield Found(setting.name, text, "setting", wanted.fit, fits, setting.detail)


def _late(setting: Setting) -> int:
    if setting.identity:
        return 0
    return _CUSTOM if "." in setting.name else _SELDOM if setting.name.startswith(_DEVELOPERS) else 0


def _custom(looking: Looking) -> list[Setting]:
    """The parameters of the namespace that stands before the word."""
    return looking.catalog.settings.starting(".".join(looking.wish.qualifier) + ".")


def setting_values(wanted: SettingValues, looking: Looking) -> Iterator[Found]:
    """Values of a configuration parameter, written as SET wants them."""
    name, fit = wanted.setting.lower(), wanted.fit
    if name == "search_path":
        yield from things.schemas(looking, fit)
        yield from _each((("$user" if looking.wish.exact else '"$user"'),), fit + 1, looking)
    kind = _NAMED.get(name)
    named = looking.matches(looking.catalog.things.get(kind, Names())) if kind else ()
    found = next((known for known in looking.catalog.settings.starting(name) if known.name.lower() == name), None)
    listed = () if found is None else _BOOLEANS if found.kind == "bool" else found.values
    yield from _each(_FREE.get(name, ()), fit, looking)
    late = 2 if kind == "timezone" else 0  # behind LOCAL and DEFAULT
    yield from _each((thing.name for thing, _ in islice(named, _MOST)), fit + late, looking, order=_LATER)
    yield from _each(listed, fit, looking, order=_LATER)


def _each(values: Iterable[str], fit: int, looking: Looking, order: int = 0) -> Iterator[Found]:
    exact = looking.wish.exact
    for at, value in enumerate(values, order):
        match = looking.match(value)
        if match is not None and not (exact and value.startswith("'")):
            late = 2 if value.startswith("pg_") else 0
            text = value if exact else _written(value, looking)
            yield Found(value, text, "value", fit + late, match, late=late, order=at)


def _written(value: str, looking: Looking) -> str:
    """A value as a statement writes it: as a word where it can be one."""
    if value.startswith(("'", '"')) or value in _BOOLEANS or value.isdigit():
        return value
    if looking.wish.quoted:
        return looking.spelled(value)
    plain = spell_identifier(value.lower()) == value.lower() and value.isascii()
    return value if plain else quote_literal(value)
