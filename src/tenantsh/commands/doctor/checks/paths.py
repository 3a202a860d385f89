"""Functions that look names up where their caller says, or may make some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import listed, without_literals
from tenantsh.db.doctor.context import without_comments
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Function, Relation
    from tenantsh.db.doctor.survey import Survey

_BARE = re.compile(r'(?:\bFROM|\bJOIN)\s+(?:ONLY\s+)?"?([a-z_][\w$]*)(?:"|\b)(?!\w|\s*[.(])', re.IGNORECASE)
_TAKEN = "a caller's temporary table, or one in a schema of the caller's path, takes the place of the one meant"


def definers_paths(survey: Survey) -> Iterator[Finding]:
    """SECURITY DEFINER functions that look names up where their caller says, or may make some."""
    for function in survey.functions.values():
        if not function.definer or function.of_extension:
            continue
        if not (function.is_trigger or _in_policy(survey, function) or survey.calling(function)):
            continue
        words = _path(survey, function)
        if words is not None:
            yield Finding(
                Level.WARNING,
                "definer-path",
                function.sql,
                f"SECURITY DEFINER, {words}",
                _TAKEN,
                _with_path(function, function.schema),
            )


def policies_paths(survey: Survey) -> Iterator[Finding]:
    """Functions that policies ask, and that find a table where their caller says: it may be the caller's own."""
    for function in survey.functions.values():
        if function.definer or function.of_extension or not _in_policy(survey, function):
            continue
        words, met = _path(survey, function), _bare(survey, function)
        if words is None or not met:
            continue
        yield Finding(
            Level.CRITICAL,
            "policy-path",
            function.sql,
            f"policies ask it whose rows are to be seen, it reads {listed([each.sql for each in met])} by a bare name,"
            f" {words}",
            _TAKEN,
            _with_path(function, *dict.fromkeys(each.schema for each in met)),
            sure=False,
        )


def _bare(survey: Survey, function: Function) -> list[Relation]:
    """Relations that a function's text reads without their schema's name."""
    if function.language not in ("sql", "plpgsql"):
        return []
    names = {name.lower() for name in _BARE.findall(without_literals(without_comments(function.source)))}
    met = [relation for relation in survey.relations.values() if relation.name.lower() in names]
    beside = {relation.name for relation in met if relation.schema == function.schema}
    return [each for each in met if each.schema == function.schema or each.name not in beside]


def _with_path(function: Function, *schemas: str) -> str:
    path = ", ".join(["pg_catalog", *map(spell_on_a_line, schemas), "pg_temp"])
    return f"ALTER {function.word} {function.sql} SET search_path = {path};"


def _in_policy(survey: Survey, function: Function) -> bool:
    return any(function.oid in policy.functions for policies in survey.policies.values() for policy in policies)


def _path(survey: Survey, function: Function) -> str | None:
    said = next((value for value in function.settings if value.lower().startswith("search_path=")), None)
    if said is None:
        return None if _needs_no_path(function) else "without a search_path of its own"
    names = [name.strip().strip('"') for name in said.partition("=")[2].split(",")]
    if any("$user" in name for name in names):
        return 'its search_path has "$user" in it'
    open_ = [name for name in names if (row := survey.schemas.get(name)) and survey.creators(row)]
    if open_:
        return f"its search_path has {listed(open_)}, where callers may create"
    if names and names[-1] != "pg_temp" and [name for name in names if name and name != "pg_catalog"]:
        return "its search_path does not say pg_temp at its end, so temporary tables come first"
    return None


def _needs_no_path(function: Function) -> bool:
    """Whether its body was bound to objects when it was made (BEGIN ATOMIC)."""
    return function.language == "sql" and function.source.lstrip().upper().startswith("BEGIN ATOMIC")
