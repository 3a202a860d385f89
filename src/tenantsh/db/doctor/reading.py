"""Asking the catalog for all of it: in four round trips, whatever there is, and without waiting for anybody's lock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.doctor import rows
from tenantsh.db.doctor.context import Known
from tenantsh.db.doctor.survey import Survey
from tenantsh.db.policies.rows import BARE, PATIENCE
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.model.convention import Convention

_PASSING = ("XX000", "42704", "42P01", "55P03")
"""Errors of questions about something that another session drops, or holds, at that moment."""
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose ways are looked for."""

    convention: Convention
    roles: Sequence[str]
    """The tenants' roles by name; those that are not there count for nothing."""
    login: str | None
    """The login that is looked at, too, whatever it is; None for an owner who looks on."""


def whose(session: Asking, convention: Convention, roles: Sequence[str], *, whatever: bool = False) -> Asked:
    """The tenants' roles: those of a name, or where no table is open to these, all that a table of tenants is open to.

    The login is looked at, too, unless it is one that looks on: it is above row security, or owns the tables. With
    `whatever` it is a tenant's all the same.
    """
    asked = rows.SEEDS.ask(tenant_column=convention.tenant_column, named=[*roles])
    found: list[rows.Seed] = session.fetch_apart(BARE.ask(lock_timeout=PATIENCE), asked)[1]
    named = [seed for seed in found if seed.named]
    reaching = [seed for seed in found if seed.reaches and not (seed.above or seed.owns)]
    meant = named if any(seed.reaches for seed in named) or not reaching else reaching
    login = next((seed.name for seed in found if seed.login and (whatever or not (seed.above or seed.owns))), None)
    return Asked(convention, [seed.name for seed in meant], login)


def survey(session: Asking, asked: Asked) -> Survey:
    """What row security rests on in this database. Raises what `fetch_apart` of a session raises."""
    for _ in range(_TRIES - 1):
        try:
            return _survey(session, asked)
        except StatementError as error:
            if error.sqlstate not in _PASSING:
                raise
    return _survey(session, asked)


def _survey(session: Asking, asked: Asked) -> Survey:
    column = asked.convention.tenant_column
    questions = (
        rows.ROLES.ask(seeds=list(asked.roles), login=asked.login),
        rows.RELATIONS.ask(tenant_column=column),
        rows.COLUMNS.ask(),
        rows.SCHEMAS.ask(),
        rows.POLICIES.ask(),
        rows.FUNCTIONS.ask(),
        rows.VIEWS.ask(),
        rows.RULES.ask(),
        rows.TRIGGERS.ask(),
        rows.INDEXES.ask(tenant_column=column),
        rows.KEYS.ask(),
        rows.DEFAULTS.ask(),
        rows.SETTINGS.ask(),
        rows.DOORS.ask(),
        rows.CITUS.ask(),
    )
    _, *found = session.fetch_apart(BARE.ask(lock_timeout=PATIENCE), *questions)
    roles, relations, columns, schemas, policies, functions, views, rules, triggers, *rest = found
    indexes, keys, defaults, settings, doors, citus = rest
    known = Known.of(asked.convention, functions)
    surveyed = Survey(
        known=known,
        roles={role.oid: role for role in roles},
        relations={relation.relation: relation for relation in relations},
        columns=_grouped(columns),
        schemas={schema.name: schema for schema in schemas},
        policies=_grouped(policies),
        functions={function.oid: function for function in functions},
        reads={view.view: view.reads for view in views},
        calls={view.view: view.calls for view in views if view.calls},
        rules=rules,
        triggers=triggers,
        indexes=_grouped(indexes),
        keys=keys,
        defaults=defaults,
        settings=settings,
        doors=doors,
        version=session.server_version,
        citus=citus[0].there,
    )
    surveyed.definitions.update(_definitions(session, surveyed))
    return surveyed


def _definitions(session: Asking, surveyed: Survey) -> dict[int, str]:
    """How those views are defined that somebody may read and that show tenants' rows."""
    wanted = [view.relation for view in surveyed.views_of_tenants]
    if not wanted:
        return {}
    _, found = session.fetch_apart(BARE.ask(lock_timeout=PATIENCE), rows.DEFINITIONS.ask(relations=wanted))
    return {row.view: row.definition for row in found}


def _grouped(found: Iterable[Any]) -> dict[int, list[Any]]:
    by_relation: defaultdict[int, list[Any]] = defaultdict(list)
    for row in found:
        by_relation[row.relation].append(row)
    return dict(by_relation)
