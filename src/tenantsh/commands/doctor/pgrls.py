"""What the program pgrls finds, where it is installed: never needed, and its words are told as its own.

Left out is what it says of policies and tables that no role of tenants' has to do with, and what our own checks look
for: these know the roles and the convention.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import TenantshError
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.connect import Target
    from tenantsh.db.doctor import Survey
    from tenantsh.db.doctor.rows import Relation

_SECONDS = 60
_LEVELS = {"error": Level.WARNING, "warning": Level.NOTE}
"""Its levels as ours: what it calls an error may be right in a convention that it does not know."""

_COVERED = frozenset(
    """
    SEC001 SEC002 SEC003 SEC005 SEC006 SEC007 SEC008 SEC009 SEC011 SEC012 SEC013 SEC014 SEC015 SEC016 SEC017 SEC019
    SEC020 SEC022 SEC028 SEC029 SEC030 SEC032 SEC035 SEC038 SEC041 SEC042 SEC043 SEC044 SEC046 SEC047 SEC048 SEC053
    SEC054 PERF001 PERF002 PERF003 PERF004 HYG004 VIEW001 VIEW002 VIEW003
    """.split()  # noqa: SIM905 - a list would take forty lines
)
"""Its rules that our own checks are about, which find more of it and leave out what is right."""


def program() -> str | None:
    """Where pgrls is; None where it is not installed."""
    return shutil.which("pgrls")


def findings(where: str, target: Target, survey: Survey) -> list[Finding]:
    """Run it, and read what it finds. Raises TenantshError where it does not come to an end, or cannot be read."""
    schemas = sorted({relation.schema for relation in survey.tenants if survey.users(relation)})
    if not schemas:
        return []
    violations = _run([where, "lint", "--format", "json", "--schemas", ",".join(schemas)], target)
    return list(_read(violations, survey))


def _run(words: list[str], target: Target) -> list[dict[str, Any]]:
    # the connection string may have a password: it goes in the environment, which other users do not see
    environment = {**os.environ, **dict(target.environment), "DATABASE_URL": target.conninfo}
    try:
        done = subprocess.run(
            words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
        found = json.loads(done.stdout)["violations"]
    except subprocess.TimeoutExpired as error:
        raise TenantshError(f"pgrls did not come to an end in {_SECONDS} seconds") from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise TenantshError("pgrls could not be read", why=str(error)) from error
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _read(violations: list[dict[str, Any]], survey: Survey) -> Iterator[Finding]:
    relations = {f"{relation.schema}.{relation.name}": relation for relation in survey.relations.values()}
    for each in violations:
        location, level = str(each.get("location", "")), _LEVELS.get(str(each.get("severity")))
        relation = _relation(location, relations)
        if level is None or each.get("rule_id") in _COVERED:
            continue
        if relation is not None and not _concerns(survey, relation, location):
            continue
        yield Finding(
            level,
            f"pgrls-{each.get('rule_id')}",
            relation.sql if relation is not None else location,
            str(each.get("title")),
            str(each.get("message")),
            f"-- pgrls explain {each.get('rule_id')}",
            sure=False,
        )


def _relation(location: str, relations: dict[str, Relation]) -> Relation | None:
    parts = location.split(".")
    return next((found for at in (2, len(parts)) if (found := relations.get(".".join(parts[:at])))), None)


def _concerns(survey: Survey, relation: Relation, location: str) -> bool:
    """Whether tenants may use a relation, and where a policy is meant, whether it is for one of their roles."""
    users = survey.users(relation)
    named = [each for each in survey.policies.get(relation.relation, ()) if location.endswith(f".{each.name}")]
    return bool(users) and (
        not named or any(0 in each.roles or set(each.roles) & survey.roles.keys() for each in named)
    )
