"""Functions that change the context, run texts, or that row security trusts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import callers, listed, revoked, runs_texts, who, without_literals
from tenantsh.db.doctor.context import without_comments
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Function
    from tenantsh.db.doctor.survey import Survey

_SET_CONFIG = re.compile(r"\bset_config\s*\(\s*(?:'([^']*)')?", re.IGNORECASE)
_SET = re.compile(
    r"\b(?:SET\s+(?:LOCAL\s+|SESSION\s+)?|RESET\s+|DISCARD\s+)"
    r"(\"?[a-z_]\w*\"?\.\"?\w+|\"?role\b|row_security\b|session\s+authorization|all\b)",
    re.IGNORECASE,
)


def setters(survey: Survey) -> Iterator[Finding]:
    """Functions with which tenants change the context, or the role."""
    for function in survey.functions.values():
        if function.of_extension or function.is_trigger or not (whom := callers(survey, function)):
            continue
        while_running, changed = _while_running(survey, function), _changed(survey, function)
        if while_running or changed:
            how = "runs with" if while_running else "changes"
            yield Finding(
                Level.WARNING,
                "context-setter",
                function.sql,
                f"{whom} may call it, and it {how} {listed(while_running or changed)}",
                "what it reads is another organization's; afterwards its caller may be in another one, or in none",
                revoked(survey, function),
            )


def _while_running(survey: Survey, function: Function) -> list[str]:
    """Settings of the context, and roles, that a function has while it runs."""
    names = (setting.partition("=")[0].lower() for setting in function.settings)
    return sorted(name for name in names if _matters(survey, name))


def _changed(survey: Survey, function: Function) -> list[str]:
    source = without_comments(function.source)
    bare = source if runs_texts(source) else without_literals(source)
    # what a function has in quotes is text, unless it runs text
    said = [" ".join(name.replace('"', "").lower().split()) for name in _SET.findall(bare)]
    called = (found for found in _SET_CONFIG.finditer(source) if bare[found.start()] != " ")
    said += [(found[1] or "a setting that it computes").lower() for found in called]
    return sorted({name for name in said if _matters(survey, name)})


_ALWAYS = frozenset({"role", "row_security", "session authorization", "all", "a setting that it computes"})


def _matters(survey: Survey, name: str) -> bool:
    """Whether a setting decides whose rows are seen."""
    return name in _ALWAYS or name in survey.known.context or name in survey.known.forbidden


def running_texts(survey: Survey) -> Iterator[Finding]:
    """Functions that run SQL which they put together, as whoever calls them."""
    for function in survey.functions.values():
        if function.definer or function.of_extension or function.is_trigger or function.language != "plpgsql":
            continue
        if runs_texts(without_comments(function.source)) and (whom := callers(survey, function)):
            yield Finding(
                Level.NOTE,
                "dynamic-sql",
                function.sql,
                f"{whom} may call it, and it runs SQL that it puts together",
                "nobody who reads a statement sees what it runs: it may change the context, or the role",
                revoked(survey, function),
                sure=False,
            )


def leakproof(survey: Survey) -> Iterator[Finding]:
    """Functions that were declared to tell nothing of their arguments."""
    for function in survey.functions.values():
        if function.leakproof and not function.of_extension and survey.calling(function):
            yield Finding(
                Level.WARNING,
                "leakproof",
                function.sql,
                "it is declared LEAKPROOF",
                "it runs before policies do, on rows of every organization: an error or a notice of it tells of them",
                f"ALTER FUNCTION {function.sql} NOT LEAKPROOF;",
                sure=False,
            )


def owned(survey: Survey) -> Iterator[Finding]:
    """Functions of policies that tenants own, and so may write anew."""
    called = {oid for policies in survey.policies.values() for policy in policies for oid in policy.functions}
    for oid in sorted(called & survey.functions.keys()):
        function = survey.functions[oid]
        owners = [role for role in survey.roles.values() if function.owner in role.holds and not role.above]
        if owners:
            yield Finding(
                Level.CRITICAL,
                "policy-function-owned",
                function.sql,
                f"policies ask it whose rows are to be seen, and {who(owners)} may write it anew",
                "CREATE OR REPLACE FUNCTION by its owner changes what every policy that calls it means",
                f"ALTER {function.word} {function.sql} OWNER TO …;  -- a role that nobody logs in as",
            )
