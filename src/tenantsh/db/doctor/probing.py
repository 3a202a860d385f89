"""The live probe: as a tenant, read only, whether a relation shows a row of another organization. A hit is a proof.

Asked is whether there is such a row, and never what is in it: with the organization set, empty, and not set at all.
Relations are asked about together, in transactions that are read only; where one of them fails, one by one in a block.
Those that run code of the tenants' own are left out (`trusting`).
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.db import admin
from tenantsh.db.doctor.trusting import Trust
from tenantsh.db.scope import PROPAGATES, identifier, literal, setting
from tenantsh.db.seal.unopened import PRESENT, SEALED
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.db.admin import AdminConnection
    from tenantsh.db.connect import Target
    from tenantsh.db.doctor.rows import Relation, Role
    from tenantsh.db.doctor.survey import Survey
    from tenantsh.model.convention import Convention
    from tenantsh.model.tenant import Tenant

SECONDS = 5.0
"""How long all of it may take."""
_TOGETHER = 40
"""So many relations are asked about in one statement."""
_SLOW = ("57014", "55P03")
"""A statement that took too long, and a lock that somebody else holds."""
_CLOSED = """
SET TRANSACTION READ ONLY;
SET LOCAL search_path = '';
SET LOCAL row_security = on;
SET LOCAL statement_timeout = '1s';
SET LOCAL lock_timeout = '200ms';
SET LOCAL jit = off
"""


_BLOCK = """
DECLARE
    told text := '';
    question text;
    hit boolean;
BEGIN
    FOREACH question IN ARRAY ARRAY[{questions}] LOOP
        BEGIN
            EXECUTE question INTO hit;
            told := told || CASE WHEN hit THEN 'h' ELSE 'n' END;
        EXCEPTION
            WHEN lock_not_available THEN told := told || 'l';
            WHEN OTHERS THEN told := told || 'n';
        END;
    END LOOP;
    PERFORM pg_catalog.set_config('tenantsh.probed', told, true);
END
"""
"""Relations asked one by one: `h` for a hit, `n` for none, be it an error, `l` for a lock that somebody holds."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is set while a tenant's role asks."""

    words: str
    settings: Mapping[str, str]
    org: str | None = None
    """Whose rows are its own; None where no row is."""


@dataclass(slots=True)
class Probed:
    """What was seen."""

    hits: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    """By relation: the contexts in which it showed a row of others, and to which roles."""
    asked: int = 0
    """Relations that were asked about."""
    roles: dict[str, None] = field(default_factory=dict)
    """As whom: the tenants' own roles that the login may become."""
    left_out: int = 0
    """Relations that run code of the tenants' own, and were not asked about."""
    late: set[int] = field(default_factory=set)
    """Those that did not answer in time."""
    org: str | None = None
    """Whose rows were not others'; None where no organization was known."""
    sealed: bool = False
    """Whether the seal holds the login: nothing is opened for the probe, which so sees no row of a sealed table."""


def probe(target: Target, survey: Survey, convention: Convention, tenant: Tenant | None) -> Probed:
    """Look as each of the tenants' own roles. Raises ConnectError, ConnectionLost."""
    with admin.connect(target) as connection:
        (login,) = connection.query(str, "SELECT session_user::pg_catalog.text")
        trust = Trust(survey, login)
        org = tenant.org if tenant is not None else _some_organization(connection, survey, trust)
        found = Probed(org=org, sealed=_is_sealed(connection))
        until = time.monotonic() + SECONDS
        reached = {role.oid: _reached(survey, role) for role in _roles(survey)}
        theirs = {each.relation for some in reached.values() for each in some if not trust.trusts(each)}
        reached = {oid: [each for each in some if each.relation not in theirs] for oid, some in reached.items()}
        found.asked, found.left_out = max(map(len, reached.values()), default=0), len(theirs)
        for context in _contexts(convention, org, tenant):
            for role in _roles(survey):
                with suppress(StatementError), connection.transaction():  # the login may not become every role
                    for script in _opening(role, context, citus=survey.citus):
                        connection.script(script)
                    found.roles.setdefault(role.name, None)
                    _Look(connection, survey, context, role, found, until).at(reached[role.oid])
        return found


def _is_sealed(connection: AdminConnection) -> bool:
    return connection.fetch(PRESENT)[0].there and connection.fetch(SEALED)[0].sealed


def _roles(survey: Survey) -> list[Role]:
    """The tenants' own roles; where the login is one of them, that too."""
    return [role for role in survey.roles.values() if role.seed and not role.above]


def _reached(survey: Survey, role: Role) -> list[Relation]:
    column = survey.known.tenant_column
    return [
        relation
        for relation in survey.relations.values()
        if relation.has_tenant
        and relation.kind in ("r", "p", "v", "m")
        and (
            relation.owner in role.holds
            or any(each.oid == role.oid for each in survey.may_on(relation, column, "SELECT"))
        )
    ]


def _contexts(convention: Convention, org: str | None, tenant: Tenant | None) -> Iterator[Context]:
    """Not set comes first: what has been set once in a session reads as empty afterwards."""
    if convention.settings:
        yield Context("not set", {})
        yield Context("empty", dict.fromkeys(convention.settings, ""))
    if org is not None:
        settings = tenant.settings if tenant is not None else convention.context(org=org)
        yield Context("set", dict(settings), org)


def _opening(role: Role, context: Context, *, citus: bool) -> list[str]:
    assume = f"SET LOCAL ROLE {identifier(role.name)}"
    if citus:  # its workers hear of SET LOCAL alone, said by itself, once they are to be told
        settings = [f"SET LOCAL {setting(name)} = {literal(value)}" for name, value in context.settings.items()]
        return [_CLOSED, assume, f"SET LOCAL {PROPAGATES} = 'local'", *settings]
    settings = [
        f"SELECT pg_catalog.set_config({literal(name)}, {literal(value)}, true)"
        for name, value in context.settings.items()
    ]
    return [";".join([_CLOSED, assume, *settings])]


@dataclass(frozen=True, slots=True)
class _Look:
    """One role's look in one context."""

    connection: AdminConnection
    survey: Survey
    context: Context
    role: Role
    found: Probed
    until: float

    def at(self, relations: Sequence[Relation]) -> None:
        """Ask about all of them, some together."""
        for first in range(0, len(relations), _TOGETHER):
            self._together(relations[first : first + _TOGETHER])

    def _together(self, relations: Sequence[Relation]) -> None:
        if not relations:
            return
        if time.monotonic() > self.until:
            self.found.late |= {relation.relation for relation in relations}
            return
        try:
            with self.connection.transaction():
                (answers,) = self.connection.query(_answers, self._question(relations))
        except StatementError as error:
            self._apart(relations, error)
            return
        for relation, hit in zip(relations, answers, strict=True):
            if hit:
                self._hit(relation)

    def _apart(self, relations: Sequence[Relation], error: StatementError) -> None:
        """Ask about each of those of which one fails: all in one block, or where that fails too, by halves."""
        if len(relations) > 1:
            if error.sqlstate not in _SLOW and self._caught(relations):
                return
            middle = len(relations) // 2
            self._together(relations[:middle])
            self._together(relations[middle:])
        elif error.sqlstate in _SLOW:
            self.found.late.add(relations[0].relation)

    def _caught(self, relations: Sequence[Relation]) -> bool:
        """Ask in a block that goes on after an error; False where it does not come to its end."""
        questions = ", ".join(literal(self._question([relation])) for relation in relations)
        try:
            with self.connection.transaction():
                self.connection.script(f"DO {literal(_BLOCK.format(questions=questions))}")
                (told,) = self.connection.query(str, "SELECT pg_catalog.current_setting('tenantsh.probed')")
        except StatementError:  # too slow, or there is no PL/pgSQL for this role
            return False
        for relation, letter in zip(relations, told, strict=True):
            if letter == "h":
                self._hit(relation)
            elif letter == "l":
                self.found.late.add(relation.relation)
        return True

    def _hit(self, relation: Relation) -> None:
        roles = self.found.hits.setdefault(relation.relation, {}).setdefault(self.context.words, [])
        roles.append(self.role.name)

    def _question(self, relations: Sequence[Relation]) -> str:
        column = quote_identifier(self.survey.known.tenant_column)
        return "SELECT " + ", ".join(
            f"EXISTS (SELECT 1 FROM {relation.quoted} WHERE {self._others(relation, column)})" for relation in relations
        )

    def _others(self, relation: Relation, column: str) -> str:
        if self.context.org is None:
            return f"{column} IS NOT NULL"
        # as text, of which every type has an operator; a value that is spelled otherwise is the same one
        own = f"({literal(self.context.org)}::{relation.tenant_type})::pg_catalog.text"
        return f"{column}::pg_catalog.text <> {own}"


def _answers(*answers: bool) -> tuple[bool, ...]:
    return answers


def _some_organization(connection: AdminConnection, survey: Survey, trust: Trust) -> str | None:
    """An organization that has rows, as far as this login sees any."""
    column = quote_identifier(survey.known.tenant_column)
    tables = [each for each in survey.tenants if each.has_tenant and each.kind != "f" and not each.is_partition]
    for relation in filter(trust.trusts, tables[:_TOGETHER]):
        sql = f"SELECT {column}::pg_catalog.text FROM {relation.quoted} WHERE {column} IS NOT NULL LIMIT 1"
        try:
            with connection.transaction():
                connection.script(
                    "SET TRANSACTION READ ONLY;SET LOCAL statement_timeout = '500ms';SET LOCAL lock_timeout = '200ms'"
                )
                found = connection.query(str, sql)
        except StatementError:
            continue
        if found:
            return found[0]
    return None
