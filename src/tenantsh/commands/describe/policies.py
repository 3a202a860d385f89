"""Row security: the policies of a table, and whether they are in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.describe.keys import TABLES
from tenantsh.commands.describe.section import Section, headed
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.commands.describe.relation import Look


class Policy(NamedTuple):
    """A row-security policy."""

    relation: int
    name: str
    permissive: bool
    command: str | None
    """`SELECT`, `INSERT`, `UPDATE` or `DELETE`; None for all."""
    roles: list[str] | None
    """None for every role."""
    using: str | None
    with_check: str | None

    @property
    def line(self) -> str:
        """The policy as psql writes it: one footer of up to four lines."""
        return "".join(
            [
                f'    POLICY "{self.name}"',
                "" if self.permissive else " AS RESTRICTIVE",
                f" FOR {self.command}" if self.command else "",
                f"\n      TO {','.join(self.roles)}" if self.roles is not None else "",
                f"\n      USING ({self.using})" if self.using is not None else "",
                f"\n      WITH CHECK ({self.with_check})" if self.with_check is not None else "",
            ]
        )


def _policies(look: Look, rows: Sequence[Policy]) -> Iterable[str]:
    relation = look.relation
    if relation.row_security and not rows:
        return [f"Policies ({'forced ' if relation.row_security_forced else ''}row security enabled): (none)"]
    if not relation.row_security:
        return headed("Policies (row security disabled):", (row.line for row in rows))
    heading = "Policies (forced row security enabled):" if relation.row_security_forced else "Policies:"
    return headed(heading, (row.line for row in rows))


POLICIES = Section(Query("describe/policies", Policy), lambda look: look.at(TABLES), _policies, "Policies")
