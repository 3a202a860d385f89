"""Cells: several clusters of one platform, and a directory that says in which of them an organization is."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHECK_SECONDS = 60.0
"""How often an open session's directory is asked again, unless the configuration says otherwise."""

_WAYS = ("organizations", "query", "command")


@dataclass(frozen=True, slots=True)
class Cells:
    """Clusters by name, and how their directory is asked: by a table, a query or a program."""

    name: str
    clusters: Mapping[str, str] = field(repr=False)
    """Each cluster's connection string; a password may be in it."""
    organizations: Mapping[str, str] = field(default_factory=dict)
    """An organization's id to its cluster."""
    query: str | None = None
    """SQL with `:org`, an id or a name: columns cluster and, where a name was given, org."""
    conninfo: str | None = field(default=None, repr=False)
    """Where the query is asked."""
    command: tuple[str, ...] = ()
    """A program and its arguments, with `{org}` in them: it prints the cluster's name, or nothing."""
    default: str | None = None
    """The cluster of organizations that the directory does not know; None where they are nowhere."""
    check: float = CHECK_SECONDS
    """How often an open session asks again, in seconds; 0 is at reconnects only."""

    @classmethod
    def from_config(cls, name: str, table: Mapping[str, Any], seconds: Callable[[str], float]) -> Cells:
        """Cells from a `[cells.NAME]` table; `seconds` reads `2 min`. Raises ConfigError."""
        where = f'cells "{name}"'
        known = [one.name for one in dataclasses.fields(cls) if one.name != "name"]
        if unknown := [key for key in table if key not in known]:
            raise ConfigError(f'unknown key "{unknown[0]}" in {where}', hint=f"keys are: {', '.join(known)}")
        clusters = _texts(table, "clusters", where)
        if not clusters:
            raise ConfigError(f"{where} has no clusters", hint='clusters = { eu = "service=eu", us = "service=us" }')
        _check_way(table, where)
        made = cls(
            name,
            clusters,
            _texts(table, "organizations", where),
            _text(table, "query", where),
            _text(table, "conninfo", where),
            _command(table, where),
            _text(table, "default", where),
            _check(table.get("check", CHECK_SECONDS), where, seconds),
        )
        made._refuse_strangers(where)
        return made

    def _refuse_strangers(self, where: str) -> None:
        """Raise ConfigError for a cluster that is named and is none."""
        named = [("default", self.default), *self.organizations.items()]
        for whose, cluster in named:
            if cluster is not None and cluster not in self.clusters:
                raise ConfigError(
                    f'"{whose}" in {where} is in "{cluster}", which is none of its clusters',
                    why=f"they are {', '.join(self.clusters)}",
                )


def _check_way(table: Mapping[str, Any], where: str) -> None:
    """Raise ConfigError where the directory is asked in no way, or in several."""
    ways = [way for way in _WAYS if way in table]
    if len(ways) != 1:
        said = f"both {ways[0]} and {ways[1]}" if ways else f"none of {', '.join(_WAYS)}"
        raise ConfigError(f"{where} has {said}", why="one of them says where an organization is")
    if "query" in table and "conninfo" not in table:
        raise ConfigError(f"{where} has a query and no conninfo", hint="conninfo says where the query is asked")
    if "conninfo" in table and "query" not in table:
        raise ConfigError(f"{where} has a conninfo and no query", why="it is where a query is asked")
    if "query" in table and ":org" not in str(table["query"]):
        raise ConfigError(f"the query in {where} has no :org", hint="select cluster from cells where org = :org")


def _texts(table: Mapping[str, Any], key: str, where: str) -> Mapping[str, str]:
    found = table.get(key, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) and value for value in found.values()):
        raise ConfigError(f'"{key}" in {where} has to be a table of strings')
    return found


def _text(table: Mapping[str, Any], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise ConfigError(f'"{key}" in {where} has to be a string with something in it')
    return value


def _command(table: Mapping[str, Any], where: str) -> tuple[str, ...]:
    words = table.get("command", [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise ConfigError(
            f'"command" in {where} has to be a list of strings',
            why="no shell reads it",
            hint='command = ["cell-of", "{org}"]',
        )
    if "command" in table and not any("{org}" in word for word in words[1:]):
        raise ConfigError(f'"command" in {where} has no {{org}} in its arguments', hint='["cell-of", "{org}"]')
    return tuple(words)


def _check(value: Any, where: str, seconds: Callable[[str], float]) -> float:
    """How often it is asked again. Raises ConfigError."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf"):
        return float(value)
    if isinstance(value, str):
        try:
            return seconds(value)
        except ConfigError as error:
            raise ConfigError(f'"check" in {where}: {error.what}', hint=error.hint) from error
    raise ConfigError(f'"check" in {where} has to be a time: 60, or "2 min"; 0 is at reconnects only')
