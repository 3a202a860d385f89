"""Fingerprints of the relations that a statement reads: what came, went or changed, by kind and by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def compare_prints(was: Look, now: Look) -> list[Difference]:
    """What differs between the fingerprints of the relations that both looks have met."""
    before = {seen.relation: seen for seen in was.prints}
    after = {seen.relation: seen for seen in now.prints}
    return [found for name in before if name in after for found in _relation(before[name], after[name])]


def explains_rows(difference: Difference) -> bool:
    """Whether a change of the catalog can be why other rows are seen."""
    return difference.what.partition(_OF)[0] not in _INERT


def _relation(was: Print, now: Print) -> Iterator[Difference]:
    for kind in Kind:
        before, after = was.kinds.get(kind), now.kinds.get(kind)
        if before != after and None not in (before, after):
            names = _names(was.parts.get(kind, {}), now.parts.get(kind, {}))
            yield Difference(_VERDICTS.get(kind, Verdict.SCHEMA_CHANGED), f"{kind}{_OF}{was.relation}", *names)


def _names(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, str]:
    """Which things of a kind are there no more, came, or are others than they were."""
    gone, come = sorted(was.keys() - now.keys()), sorted(now.keys() - was.keys())
    changed = [name for name in sorted(was.keys() & now.keys()) if was[name] != now[name]]
    before = [*gone, *changed]
    after = [*come, *(f"{name} (changed)" for name in changed)]
    if not before and not after:
        return "as recorded", "another"
    return ", ".join(before) or _ABSENT, ", ".join(after) or _ABSENT
