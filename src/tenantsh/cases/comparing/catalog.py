"""Fingerprints of the relations that a statement reads: what came, went or changed, by kind and by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.looks.prints import digest
from tenantsh.model.case import Difference, Kind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.model.case import Look, Print

_VERDICTS = {
    Kind.ROW_SECURITY: Verdict.RLS_OFF,
    Kind.POLICIES: Verdict.POLICY_CHANGED,
    Kind.GRANTS: Verdict.CONTEXT_DIFFERS,
}
"""What a change of a kind is; SCHEMA CHANGED for all others."""

_INERT = frozenset({Kind.INDEXES, Kind.TRIGGERS, Kind.CONSTRAINTS})
"""What has no say in which rows a query sees."""

_OF = " of "
_ABSENT = "(none)"
_PARTITION = "partition "
_WORDS = {digest(word): word for word in ("yes", "no")}
"""What some things are, and nothing else: granted or not, enabled or not."""


@dataclass(frozen=True, slots=True)
class _Changes:
    """The names of what is there no more, of what came, and of what is another."""

    was: Mapping[str, str]
    now: Mapping[str, str]
    gone: list[str]
    come: list[str]
    changed: list[str]

    @property
    def any(self) -> bool:
        return bool(self.gone or self.come or self.changed)

    @property
    def weaker(self) -> bool:
        """Whether something is no longer so; also where nobody can say what it is."""
        return not self.any or bool(self.gone) or any(_WORDS.get(self.now[name]) != "yes" for name in self.changed)


def compare_prints(was: Look, now: Look) -> list[Difference]:
    """What differs between the fingerprints of the relations that both looks have met."""
    before = {seen.relation: seen for seen in was.prints}
    after = {seen.relation: seen for seen in now.prints}
    read = _read(was, now)
    return [found for name in before if name in after for found in _relation(before[name], after[name], read)]


def explains_rows(difference: Difference) -> bool:
    """Whether a change of the catalog can be why other rows are seen."""
    return difference.what.partition(_OF)[0] not in _INERT


def _read(was: Look, now: Look) -> frozenset[str] | None:
    """The relations that either of the plans reads; None where one of them is not known."""
    if was.planned is None or now.planned is None:
        return None
    return frozenset((*was.planned.relations, *now.planned.relations))


def _relation(was: Print, now: Print, read: frozenset[str] | None) -> Iterator[Difference]:
    for kind in Kind:
        before, after = was.kinds.get(kind), now.kinds.get(kind)
        if before == after or None in (before, after):
            continue
        found = _changes(was.parts.get(kind, {}), now.parts.get(kind, {}))
        if not _elsewhere(found, read):
            words = (was.policies, now.policies) if kind is Kind.POLICIES else ({}, {})
            yield Difference(_verdict(kind, found), f"{kind}{_OF}{was.relation}", *_told(found, *words))


def _verdict(kind: Kind, found: _Changes) -> Verdict:
    if kind is Kind.ROW_SECURITY and not found.weaker:
        return Verdict.POLICY_CHANGED
    return _VERDICTS.get(kind, Verdict.SCHEMA_CHANGED)


def _changes(was: Mapping[str, str], now: Mapping[str, str]) -> _Changes:
    gone, come = sorted(was.keys() - now.keys()), sorted(now.keys() - was.keys())
    return _Changes(was, now, gone, come, [name for name in sorted(was.keys() & now.keys()) if was[name] != now[name]])


def _elsewhere(found: _Changes, read: frozenset[str] | None) -> bool:
    """Whether all that changed are partitions that the statement reads neither then nor now."""
    if read is None or not found.any:
        return False
    names = (*found.gone, *found.come, *found.changed)
    return all(name.startswith(_PARTITION) and name.removeprefix(_PARTITION) not in read for name in names)


def _told(found: _Changes, was: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, str]:
    """What was there, and what is there instead; in words, where there are any."""
    if not found.any:
        return "as recorded", "another"
    before = {name: name for name in found.gone} | {name: _spelled(name, found.was[name]) for name in found.changed}
    after = {name: name for name in found.come}
    after |= {name: _spelled(name, found.now[name], " (changed)") for name in found.changed}
    return _defined(before, was), _defined(after, now)


def _defined(names: Mapping[str, str], words: Mapping[str, str]) -> str:
    told = (f"{shown}: {words[name]}" if name in words else shown for name, shown in names.items())
    return ", ".join(told) or _ABSENT


def _spelled(name: str, value: str, otherwise: str = "") -> str:
    return f"{name}: {_WORDS[value]}" if value in _WORDS else f"{name}{otherwise}"
