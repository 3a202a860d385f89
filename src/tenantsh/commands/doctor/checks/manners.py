"""Policies that fail where they should be false, or cost more than they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.policies import row_of
from tenantsh.commands.doctor.checks.words import listed
from tenantsh.db.doctor.context import Source
from tenantsh.db.doctor.manners import manners
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.manners import Manner
    from tenantsh.db.doctor.rows import Relation
    from tenantsh.db.doctor.survey import Survey

_PER_ROW = "policy-per-row"
_MANNERS = {
    "policy-recursion": (Level.WARNING, "every query of the table fails: infinite recursion (42P17)"),
    "setting-raises": (Level.WARNING, "instead of seeing no rows, whoever has no context gets an error (42704)"),
    "setting-empty": (Level.NOTE, "instead of seeing no rows, whoever has no context gets an error (22P02)"),
    "policy-per-row": (Level.NOTE, "a query of many rows takes as many calls; in a sub-select it is one"),
    "tenant-cast": (Level.WARNING, "every query reads all organizations' rows to show one's"),
}
_FIXES = {
    "policy-recursion": "-- read it in a SECURITY DEFINER function with a search_path of its own, or ask another table",
    "setting-raises": "-- current_setting('…', true)",
    "setting-empty": "-- nullif(current_setting('…', true), '')::…",
    "policy-per-row": "-- (SELECT f()) instead of f()",
    "tenant-cast": "-- cast the setting, and not the column",
}


def written_unwisely(survey: Survey) -> Iterator[Finding]:
    """Conditions that fail where they should be false, or are slow."""
    for relation in survey.tenants:
        met: dict[tuple[str, str], list[str]] = {}
        for policy in survey.policies.get(relation.relation, ()):
            for condition in {policy.using or "", policy.check or ""} - {""}:
                for manner in _manners(survey, relation, condition):
                    if manner.kind == _PER_ROW and survey.citus:  # where there is no other way
                        continue
                    names = met.setdefault((manner.kind, manner.words), [])
                    names += [policy.name] if policy.name not in names else []
        for (kind, words), names in met.items():
            level, why = _MANNERS[kind]
            spelled = [spell_on_a_line(name) for name in names]
            noun = "policy" if len(names) == 1 else "policies"
            yield Finding(level, kind, relation.sql, f"{noun} {listed(spelled)}: {words}", why, _FIXES[kind])


def _manners(survey: Survey, relation: Relation, condition: str) -> list[Manner]:
    row = row_of(survey, relation, condition)
    return survey.once(("manners", condition, row), lambda: manners(condition, row, survey.known))


def context_functions(survey: Survey) -> Iterator[Finding]:
    """Functions of policies that the planner takes for something else than they are."""
    called = {oid for policies in survey.policies.values() for policy in policies for oid in policy.functions}
    for oid in sorted(called & survey.functions.keys()):
        function = survey.functions[oid]
        sources = survey.known.of_function(function)
        if sources and function.volatility == "i":
            yield Finding(
                Level.CRITICAL,
                "context-immutable",
                function.sql,
                "a policy's function is IMMUTABLE, and reads the context",
                "a prepared plan keeps its first result: after a change of organization it shows the one before",
                f"ALTER {function.word} {function.sql} STABLE;",
            )
        elif function.volatility == "v":
            yield Finding(
                Level.WARNING if sources <= {Source.ORGANIZATION, Source.CONTEXT} and sources else Level.NOTE,
                "context-volatile",
                function.sql,
                "a policy's function is VOLATILE, so it runs for every row and no index serves it",
                "a query of many rows takes as many calls",
                f"ALTER {function.word} {function.sql} STABLE;",
            )
