"""How checks put roles, names and what puts things right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.db.doctor.context import Source
from tenantsh.db.doctor.survey import PUBLIC, grantees
from tenantsh.db.scope import literal
from tenantsh.lang.quote import spell_on_a_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.doctor.rows import Function, Relation, Role
    from tenantsh.db.doctor.survey import Survey

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_DYNAMIC = re.compile(r"\bEXECUTE\b(?!\s+(?:ON|FUNCTION|PROCEDURE)\b)", re.IGNORECASE)
_NAMED = 4
"""So many names are said; of more, how many there are."""
WRITES = ("INSERT", "UPDATE", "DELETE")


def who(roles: Iterable[Role]) -> str:
    """Roles in words, the tenants' own first."""
    return listed([role.name for role in sorted(roles, key=lambda role: (not role.seed, role.name))])


def callers(survey: Survey, function: Function) -> str:
    """Who may call a function, in words; empty where no tenant may."""
    roles = survey.calling(function)
    everybody = roles and PUBLIC in grantees(function.grants, "EXECUTE")
    return "everybody" if everybody else who(roles)


def revoked(survey: Survey, function: Function) -> str:
    """SQL that takes a function away from everybody but its owner."""
    names = granted_to(survey, set(grantees(function.grants, "EXECUTE")) - {function.owner})
    return f"REVOKE EXECUTE ON {function.word} {function.sql} FROM {names};"


def without_literals(source: str) -> str:
    """A function's text with blanks for what it has in quotes."""
    return _LITERAL.sub(lambda found: " " * len(found[0]), source)


def runs_texts(source: str) -> bool:
    """Whether a PL/pgSQL function runs SQL that it puts together."""
    return bool(_DYNAMIC.search(without_literals(source)))


def listed(names: Sequence[str]) -> str:
    """Names in words.

    >>> listed(["a", "b", "c", "d", "e", "f"])
    'a, b, c and 3 more'
    """
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"


def taken_away(survey: Survey, relation: Relation, *privileges: str) -> str:
    """SQL that takes privileges on a relation away from those through whom tenants have them."""
    found = {oid for word in privileges for oid in grantees(relation.grants, word)}
    for column in survey.columns.get(relation.relation, ()):
        found |= {oid for word in privileges for oid in grantees(column.grants, word)}
    names = granted_to(survey, found - {relation.owner})
    if not names:
        return f"-- nobody has {', '.join(privileges)} on {relation.sql} by a grant of its own"
    return f"REVOKE {', '.join(privileges)} ON {relation.sql} FROM {names};"


def granted_to(survey: Survey, found: Iterable[int]) -> str:
    """Grantees as REVOKE names them; those that no tenant's login can act as are left out."""
    names = [
        "PUBLIC" if oid == PUBLIC else spell_on_a_line(survey.roles[oid].name)
        for oid in sorted(found)
        if oid == PUBLIC or oid in survey.roles
    ]
    return ", ".join(names)


def binding(survey: Survey, relation: Relation) -> str:
    """A condition that binds a table's rows to the context's organization, as far as it is known how that is said."""
    column = spell_on_a_line(survey.known.tenant_column)
    return f"{column} = {context(survey, relation.tenant_type or 'text')}"


def context(survey: Survey, type_name: str) -> str:
    """The context's organization as SQL."""
    known = survey.known
    if known.claim:  # functions named there give the whole document, or the person
        name, *keys, last = known.claim
        path = "".join(f" -> {literal(key)}" for key in keys) + f" ->> {literal(last)}"
        return f"(SELECT (nullif(current_setting({literal(name)}, true), '')::jsonb{path})::{type_name})"
    for function in survey.functions.values():
        named = f"{function.schema}.{function.name}" in known.named or function.name in known.named
        if named and not function.arguments and Source.ORGANIZATION in known.of_function(function):
            return f"(SELECT {spell_on_a_line(function.schema)}.{spell_on_a_line(function.name)}())"
    if known.plain is not None:
        return f"(SELECT nullif(current_setting({literal(known.plain)}, true), '')::{type_name})"
    return "…the organization, as the policies of other tables read it…"


def policy(survey: Survey, relation: Relation) -> str:
    """SQL that gives a table the policy that it lacks."""
    condition = binding(survey, relation) if relation.has_tenant else "…what says whose a row is…"
    roles = ", ".join(spell_on_a_line(role.name) for role in survey.users(relation)) or "PUBLIC"
    return f"CREATE POLICY tenant ON {relation.sql} TO {roles}\n    USING ({condition})\n    WITH CHECK ({condition});"


def enabled(relation: Relation) -> str:
    """SQL that switches row security on, for the owner too."""
    return f"ALTER TABLE {relation.sql} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
