"""Tables that nothing says are tenants', and into which triggers copy tenants' rows: histories, queues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import enabled, listed, policy, who, without_literals
from tenantsh.db.doctor.context import without_comments
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Function, Relation, Trigger
    from tenantsh.db.doctor.survey import Survey

_INTO = re.compile(r'\bINSERT\s+INTO\s+(?:"?([a-z_][\w$]*)"?\s*\.\s*)?"?([a-z_][\w$]*)"?', re.IGNORECASE)
_GIVEN_BACK = re.compile(r"\bRETURN\s+(?:NEW|OLD|NULL)\b", re.IGNORECASE)
_ROW = re.compile(r"\b(?:NEW|OLD)\b", re.IGNORECASE)


def copied(survey: Survey) -> Iterator[Finding]:
    """Tables without the tenant's column and without row security that tenants read, and triggers copy rows into."""
    for oid, sources in _copies(survey).items():
        relation = survey.relations[oid]
        if roles := survey.may(relation, "SELECT", some=True):
            yield Finding(
                Level.WARNING,
                "rls-off-copied",
                relation.sql,
                f"triggers of {listed(list(sources))} write into it what is written there, row security is off,"
                f" and {who(roles)} may read it",
                "a copy of an organization's row is that organization's",
                f"{enabled(relation)}\n{policy(survey, relation)}",
                sure=False,
            )


def _copies(survey: Survey) -> dict[int, dict[str, None]]:
    """Tables that are copied into, by OID, and from which."""
    found: dict[int, dict[str, None]] = {}
    for trigger in survey.triggers:
        function, above = survey.functions.get(trigger.function), survey.relations.get(trigger.relation)
        if function is None or above is None or not survey.is_tenants(above):
            continue
        for relation in _written(survey, function, trigger):
            found.setdefault(relation.relation, {})[above.sql] = None
    return found


def _written(survey: Survey, function: Function, trigger: Trigger) -> list[Relation]:
    """The tables that are nobody's and that a trigger's function inserts rows into, of those it is about."""
    source = _GIVEN_BACK.sub(" ", without_literals(without_comments(function.source)))
    rows = "|".join(map(re.escape, trigger.rows))
    if not _ROW.search(source) and not (rows and re.search(rf"\b(?:{rows})\b", source, re.IGNORECASE)):
        return []
    named = {(schema.lower(), name.lower()) for schema, name in _INTO.findall(source)}
    return [
        relation
        for relation in survey.relations.values()
        if relation.kind in ("r", "p") and not survey.is_tenants(relation) and not survey.belongs(relation)
        if {(relation.schema.lower(), relation.name.lower()), ("", relation.name.lower())} & named
    ]
