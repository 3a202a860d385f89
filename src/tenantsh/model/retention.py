"""How long tables keep their rows, and what happens to those that are older.

In the configuration::

    [retention]
    audit_logs = "1 year -> cold"
    events = { keep = "2 years", then = "purge" }
    storage = "/var/lib/tenantsh/cold"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from tenantsh.model.errors import ConfigError

if TYPE_CHECKING:
    from datetime import date


class Then(Enum):
    """What happens to a partition that is past its time."""

    COLD = "cold"
    """It moves to cold storage."""
    PURGE = "purge"


class Rule(NamedTuple):
    """One table's rule: a partition is past its time when its upper bound is `months` ago or more."""

    table: str
    """As a person names it: `audit_logs`, or `archive.audit_logs`."""
    months: int
    then: Then

    def limit(self, today: date) -> date:
        """The first day that is kept: a partition whose upper bound is not after it is due."""
        months = today.year * 12 + today.month - 1 - self.months
        return today.replace(year=months // 12, month=months % 12 + 1, day=1)

    @property
    def kept(self) -> str:
        """For how long, in words.

        >>> Rule("events", 24, Then.PURGE).kept, Rule("events", 18, Then.PURGE).kept
        ('2 years', '18 months')
        """
        count, unit = (self.months // 12, "year") if self.months % 12 == 0 else (self.months, "month")
        return f"{count} {unit}{'' if count == 1 else 's'}"

    def __str__(self) -> str:
        return f"{self.kept} → {self.then.value}"


class Retention(NamedTuple):
    """All rules, and where cold storage is."""

    rules: tuple[Rule, ...] = ()
    storage: str | None = None
    """A directory, or an object store's URL; None where none is configured."""

    def rule(self, *names: str) -> Rule | None:
        """The rule for a table, by any of its names (`audit_logs`, `public.audit_logs`); None where it has none."""
        return next((rule for rule in self.rules if rule.table in names), None)


KEEP_ALL = Retention()

PLATFORM_RULES = (Rule("audit_logs", 12, Then.COLD), Rule("events", 24, Then.PURGE))
"""PLATFORM.md's: audit logs move to cold storage after a year, events are purged after two."""

LONGEST = 100 * 12
"""Months; who says more means that nothing ever goes."""

_FORM = 'a rule is "1 year -> cold", "18 months -> purge" or "forever"'
_FOREVER = "forever"
_KEPT = re.compile(r"\s*(?P<count>[0-9]+)\s*(?P<unit>[^\W\d_]+)\s*")
_UNITS = {"month": 1, "months": 1, "year": 12, "years": 12}
_TOO_FINE = ("day", "days", "week", "weeks", "hour", "hours", "quarter", "quarters")


def rules_of(tables: Mapping[str, Any]) -> dict[str, Rule | None]:
    """What a `[retention]` table says of each table; None where it keeps all. Raises ConfigError.

    >>> rules_of({"events": "2 years → purge", "archive": {"old": "forever"}})
    {'events': Rule(table='events', months=24, then=<Then.PURGE: 'purge'>), 'archive.old': None}
    """
    found: dict[str, Rule | None] = {}
    for name, said in tables.items():
        if isinstance(said, Mapping) and said and not {"keep", "then"} & said.keys():
            found |= rules_of({f"{name}.{table}": rule for table, rule in said.items()})  # archive.old = …
        else:
            found[name] = _rule(name, said)
    return found


def _rule(table: str, said: Any) -> Rule | None:
    kept, then = _parts(table, said)
    if kept.strip().casefold() == _FOREVER and then is None:
        return None
    return Rule(table, _months(table, kept), _then(table, then))


def _parts(table: str, said: Any) -> tuple[str, str | None]:
    """How long and what then, as they were written."""
    if isinstance(said, str):
        kept, arrow, then = (said.replace("→", "->")).partition("->")
        return kept, then if arrow else None
    if not isinstance(said, Mapping):
        raise ConfigError(f'the rule for "{table}" in [retention] has to be a string or a table', hint=_FORM)
    for key in said:
        if key not in ("keep", "then"):
            raise _unknown(f'unknown key "{key}" in the rule for "{table}"', key, ("keep", "then"))
    if not all(isinstance(value, str) for value in said.values()) or "keep" not in said:
        raise ConfigError(
            f'the rule for "{table}" in [retention] has to say keep and then, as strings',
            hint=f'{table} = {{ keep = "2 years", then = "purge" }}',
        )
    return said["keep"], said.get("then")


def _months(table: str, kept: str) -> int:
    written = _KEPT.fullmatch(kept)
    if written is None:
        raise ConfigError(f'"{kept.strip()}" in the rule for "{table}" is no time', hint=_FORM)
    unit = written["unit"].casefold()
    if unit in _TOO_FINE:
        raise ConfigError(
            f'"{kept.strip()}" in the rule for "{table}" is no number of months or years',
            why="a partition holds a month and leaves as a whole, so nothing finer can be kept",
            hint="say it in months, and rather one too many: 90 days is within 4 months",
        )
    if unit not in _UNITS:
        raise _unknown(f'unknown unit "{written["unit"]}" in the rule for "{table}"', unit, tuple(_UNITS))
    if not 1 <= (months := int(written["count"][:9]) * _UNITS[unit]) <= LONGEST:
        raise ConfigError(
            f'"{kept.strip()}" in the rule for "{table}" is out of bounds',
            hint=f'from 1 month to {LONGEST // 12} years, or "{_FOREVER}"',
        )
    return months


def _then(table: str, then: str | None) -> Then:
    words = tuple(kind.value for kind in Then)
    if then is None or not (word := then.strip().casefold()):
        raise ConfigError(f'the rule for "{table}" does not say what then', hint=_FORM)
    if word not in words:
        raise _unknown(f'"{then.strip()}" in the rule for "{table}" is nothing that can happen then', word, words)
    return Then(word)


def _unknown(what: str, word: str, known: tuple[str, ...]) -> ConfigError:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return ConfigError(what, hint=f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}")
