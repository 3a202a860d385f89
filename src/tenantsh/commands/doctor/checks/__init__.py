"""Everything that is looked for in the catalog: each check is a function from a survey to findings, with its reason.

No finding is not a proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks import (
    behind,
    columns,
    context,
    copies,
    definers,
    functions,
    manners,
    paths,
    policies,
    privileges,
    roles,
    tables,
    views,
)
from tenantsh.model.finding import ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.db.doctor import Survey
    from tenantsh.model.finding import Finding

CHECKS: tuple[Callable[[Survey], Iterator[Finding]], ...] = (
    context.unread,
    roles.above_row_security,
    roles.owners,
    tables.without_row_security,
    tables.partitions_left_open,
    tables.parents_left_open,
    tables.foreign_tables,
    policies.open_policies,
    policies.restrictive_on_citus,
    behind.reading_others,
    views.past_row_security,
    views.materialized,
    definers.definers,
    definers.set_off,
    views.showing_functions,
    functions.owned,
    paths.policies_paths,
    manners.context_functions,
    definers.asking_for_their_owner,
    roles.with_rights,
    privileges.beside_row_security,
    privileges.doors,
    privileges.views_of_catalogs,
    tables.children_by_key,
    copies.copied,
    tables.lists_of_tenants,
    views.filtering,
    views.rewritten,
    paths.definers_paths,
    functions.setters,
    functions.leakproof,
    functions.running_texts,
    policies.restrictive_for_some,
    privileges.for_everybody,
    privileges.creating,
    privileges.by_default,
    privileges.granted_on,
    roles.settings,
    tables.not_forced,
    tables.nothing_permitted,
    tables.owned_by_superusers,
    manners.written_unwisely,
    policies.shadowed,
    columns.nullable,
    columns.keys_across,
    columns.unique_everywhere,
    columns.without_index,
)
"""Every check, in the order in which findings of one level are told."""


def findings(survey: Survey) -> list[Finding]:
    """What is wrong, the gravest first."""
    return ranked(finding for check in CHECKS for finding in check(survey))
