"""Keys, indexes and columns that leave organizations apart only by convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import listed
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Relation
    from tenantsh.db.doctor.survey import Survey


def nullable(survey: Survey) -> Iterator[Finding]:
    """Tables whose rows may be of no organization."""
    for relation in _own(survey):
        if not relation.tenant_filled:
            column = spell_on_a_line(survey.known.tenant_column)
            yield Finding(
                Level.WARNING,
                "tenant-null",
                relation.sql,
                f"{column} may be NULL",
                "a row of no organization is nobody's, or everybody's as soon as a condition says IS NULL",
                f"ALTER TABLE {relation.sql} ALTER COLUMN {column} SET NOT NULL;",
            )


def without_index(survey: Survey) -> Iterator[Finding]:
    """Tables that have no index by which one organization's rows are found."""
    column = survey.known.tenant_column
    for relation in _own(survey):
        leading = [index for index in survey.indexes.get(relation.relation, ()) if index.keys[:1] == [column]]
        if relation.enabled and not any(index.is_valid and not index.is_partial for index in leading):
            yield Finding(
                Level.NOTE,
                "tenant-index",
                relation.sql,
                f"no index begins with {spell_on_a_line(column)}",
                "each query reads every organization's rows to find one's",
                f"CREATE INDEX ON {relation.sql} ({spell_on_a_line(column)});",
            )


def unique_everywhere(survey: Survey) -> Iterator[Finding]:
    """Unique keys over all organizations, of values that people choose."""
    column = survey.known.tenant_column
    for relation in _own(survey):
        for index in survey.indexes.get(relation.relation, ()):
            if (
                index.is_unique
                and not index.is_given
                and column not in index.keys
                and not index.is_within
                and survey.may(relation, "INSERT", some=True)
            ):
                keys = listed([key or "(an expression)" for key in index.keys])
                yield Finding(
                    Level.NOTE,
                    "unique-global",
                    relation.sql,
                    f"{spell_on_a_line(index.name)} is unique over all organizations: {keys}",
                    "a duplicate's error tells that the value is there, in another organization",
                    f"-- a unique key on ({spell_on_a_line(column)}, {keys}) instead, where values may repeat",
                )


def keys_across(survey: Survey) -> Iterator[Finding]:
    """Foreign keys between tables of tenants that do not carry the organization."""
    column = survey.known.tenant_column
    for key in survey.keys:
        below, above = survey.relations.get(key.relation), survey.relations.get(key.refers_to)
        if below is None or above is None or not (below.has_tenant and above.has_tenant):
            continue
        if column in key.columns or key.referred == [column]:
            continue
        yield Finding(
            Level.WARNING,
            "fk-across",
            below.sql,
            f"{spell_on_a_line(key.name)} refers to {above.sql} without {spell_on_a_line(column)}",
            "a row may refer to another organization's, and its error tells whether that one is there",
            f"-- a foreign key ({spell_on_a_line(column)}, {listed(key.columns)}) REFERENCES {above.sql}"
            f" ({spell_on_a_line(column)}, {listed(key.referred)})",
        )


def _own(survey: Survey) -> Iterator[Relation]:
    """Tables with the tenant's column that tenants may use, and that are not partitions of others."""
    found = (each for each in survey.tenants if each.has_tenant and not each.is_partition and each.kind != "f")
    return (each for each in found if survey.users(each))
