"""Views and materialized views that show tenants' rows as somebody else sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks import definers
from tenantsh.commands.doctor.checks.policies import condition_of, flaws_of
from tenantsh.commands.doctor.checks.words import WRITES, listed, taken_away, who
from tenantsh.db.doctor.filters import binds_everywhere
from tenantsh.db.doctor.survey import is_for
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Policy, Relation
    from tenantsh.db.doctor.survey import Survey

_INVOKER = 150000
"""The first version that has security_invoker."""


def past_row_security(survey: Survey) -> Iterator[Finding]:
    """Views that read tenants' tables as an owner who sees every row, and filter nothing themselves."""
    for view in survey.views_of_tenants:
        if view.kind != "v" or _filters(survey, view):
            continue
        reasons = [(table, why) for table, reader in survey.beneath(view) if (why := _passes(survey, table, reader))]
        if reasons:
            yield Finding(
                Level.CRITICAL,
                "view-owner",
                view.sql,
                f"{who(survey.users(view))} may read it, and it reads {listed([t.sql for t, _ in reasons])} as"
                f" its owner: {reasons[0][1]}",
                "a view reads with its owner's rights and row security, not with those of whoever asks",
                _closed(survey, view),
            )


def _closed(survey: Survey, view: Relation) -> str:
    if survey.version >= _INVOKER:
        return f"ALTER VIEW {view.sql} SET (security_invoker = true);"
    return (
        f"{taken_away(survey, view, 'SELECT', *WRITES)}\n"
        f"-- or, before PostgreSQL 15: an owner to whom row security applies: ALTER VIEW {view.sql} OWNER TO …;"
    )


def _passes(survey: Survey, table: Relation, reader: int | None) -> str | None:
    """Why a reader sees every row of a table, or None."""
    if reader is None or not survey.is_tenants(table):
        return None
    name, above = survey.people.get(reader, ("it", False))
    if not table.enabled:
        return "row security is off there"
    if above:
        return f"{name} is above row security"
    if table.owner == reader:
        return None if table.forced else f"{name} owns the table, and row security is not forced"
    applying = [each for each in survey.policies.get(table.relation, ()) if _is_read(each, reader)]
    restrictive = [each for each in applying if not each.permissive and condition_of(each, "using") is not None]
    if any(not flaws_of(survey, table, each, strict=True) for each in restrictive):
        return None
    loose = any(each.permissive and flaws_of(survey, table, each) for each in applying)
    return f"a policy for {name} permits more than one organization's" if loose else None


def _is_read(policy: Policy, reader: int) -> bool:
    return policy.command in ("ALL", "SELECT") and is_for(policy, [reader])


def _filters(survey: Survey, view: Relation) -> bool:
    """Whether a view asks for the context itself, wherever it reads tenants' tables."""
    definition = survey.definitions.get(view.relation)
    if definition is None:  # another session holds what it reads: it is told as not read
        return True
    tables = frozenset(table.name for table, _ in survey.beneath(view) if survey.is_tenants(table))
    return survey.once(("filters", view.relation), lambda: binds_everywhere(definition, tables, survey.known))


def filtering(survey: Survey) -> Iterator[Finding]:
    """Views that filter by the context themselves, and can be got around."""
    for view in survey.views_of_tenants:
        if view.kind != "v" or view.invoker or not _filters(survey, view):
            continue
        if not any(_passes(survey, table, reader) for table, reader in survey.beneath(view)):
            continue
        if not view.barrier:
            yield Finding(
                Level.WARNING,
                "view-barrier",
                view.sql,
                "it filters by the context, and is no security barrier",
                "a function in a query's WHERE may run before the view's own, and tell of rows that it hides",
                f"ALTER VIEW {view.sql} SET (security_barrier = true);",
            )
        writers = [role for word in ("INSERT", "UPDATE") for role in survey.may(view, word, some=True)]
        if writers and not view.checked:
            yield Finding(
                Level.CRITICAL,
                "view-check",
                view.sql,
                f"{who({role.oid: role for role in writers}.values())} may write through it, and nothing checks what",
                "rows can be written into other organizations through it",
                f"ALTER VIEW {view.sql} SET (check_option = cascaded);",
                sure=False,
            )


def showing_functions(survey: Survey) -> Iterator[Finding]:
    """Views, and copies of them, of what SECURITY DEFINER functions show."""
    leaking = definers.leaking(survey)
    for view in survey.relations.values():
        met = [leaking[oid].sql for oid in sorted(survey.called_beneath(view) & leaking.keys())]
        if view.kind not in ("v", "m") or not met or not (roles := survey.users(view)):
            continue
        yield Finding(
            Level.CRITICAL,
            "view-function",
            view.sql,
            f"{who(roles)} may read it, and what it shows comes from {listed(met)}",
            "a SECURITY DEFINER function has its owner's rights and row security, whoever calls it",
            f"{taken_away(survey, view, 'SELECT', *WRITES)}",
            sure=False,
        )


def materialized(survey: Survey) -> Iterator[Finding]:
    """Materialized views, which hold the rows that their owner saw."""
    for view in survey.views_of_tenants:
        if view.kind == "m":
            tables = listed([table.sql for table, _ in survey.beneath(view) if survey.is_tenants(table)])
            yield Finding(
                Level.CRITICAL if view.has_tenant else Level.WARNING,
                "matview",
                view.sql,
                f"{who(survey.users(view))} may read it: rows of {tables}, as its owner saw them",
                "row security has no part in a materialized view",
                f"{taken_away(survey, view, 'SELECT')}\n-- and give a view with security_invoker, or a filter, instead",
                sure=view.has_tenant,
            )


def rewritten(survey: Survey) -> Iterator[Finding]:
    """Rules that reach tenants' tables as an owner who sees every row."""
    for rule in survey.rules:
        relation = survey.relations.get(rule.relation)
        if relation is None or not (roles := survey.may(relation, rule.command, some=True)):
            continue
        used = [survey.relations[oid] for oid in rule.uses if oid in survey.relations]
        open_ = [(table, why) for table in used if (why := _passes(survey, table, relation.owner))]
        if open_:
            yield Finding(
                Level.CRITICAL,
                "rule",
                relation.sql,
                f"{who(roles)} may {rule.command} there, and rule {spell_on_a_line(rule.name)} reaches"
                f" {listed([table.sql for table, _ in open_])} as its owner: {open_[0][1]}",
                "what a rule adds to a statement runs with the rights and the row security of the relation's owner",
                f"DROP RULE {spell_on_a_line(rule.name)} ON {relation.sql};  -- a trigger runs as whoever writes",
                sure=False,
            )
