r"""What psql does not know of: whose rows a relation holds and who sees them. Only `\d++` asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.describe.section import Section, headed
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.commands.describe.relation import Look


class Tenancy(NamedTuple):
    """How a relation keeps tenants apart, as far as the role that looks is concerned."""

    relation: int
    role: str
    kind: str
    owner: str
    tenant_column: str | None
    soft_delete_column: str | None
    readable: bool
    """Whether the role may read the whole relation."""
    row_security: bool
    subject: bool
    """Whether the server filters this role's rows here."""
    above: bool
    """Whether the role is a superuser or has BYPASSRLS."""
    policies: list[str]
    """Those that are for this role."""
    invoker: bool
    """Whether a view looks with the eyes of whoever asks."""
    partitions: int
    """Without a default partition."""
    first: str | None
    last: str | None
    description: str | None

    @property
    def sight(self) -> str:
        """What this role sees of the rows, and why."""
        if not self.readable:
            return f"{self.role} may not read it"
        if self.kind == "v":
            eyes = f"{self.role}, who asks," if self.invoker else f"its owner {self.owner}"
            return f"as {eyes} sees the tables behind the view"
        if self.kind == "m":
            return f"none: it holds what its owner {self.owner} saw when it was refreshed"
        if self.subject:
            return self._filtered
        return f"none: {self._why_not}, so {self.role} sees every row"

    @property
    def _filtered(self) -> str:
        if not self.policies:
            return f"{self.role} sees no row: no policy is for this role"
        return f"{self.role} sees what the policies allow: {', '.join(self.policies)}"

    @property
    def _why_not(self) -> str:
        if not self.row_security:
            return "row security is not enabled"
        if self.above:
            return f"{self.role} is above row security"
        return f"{self.owner} owns it and row security is not forced"

    @property
    def lines(self) -> Iterator[str]:
        """What is to be said, a line each."""
        yield f"tenant column: {self.tenant_column or '(none)'}"
        if self.soft_delete_column:
            yield f"soft delete: {self.soft_delete_column}, null while a row is alive"
        yield f"row security: {self.sight}"
        if self.partitions:
            span = self.first if self.partitions == 1 else f"{self.first} to {self.last}"
            yield f"kept: {self.partitions} partition{'' if self.partitions == 1 else 's'}, {span}"
        if self.description:
            yield f"comment: {self.description}"


def _lines(_: Look, rows: Sequence[Tenancy]) -> Iterable[str]:
    return headed("Tenancy:", (f"    {line}" for row in rows for line in row.lines))


TENANCY = Section(
    Query("describe/tenancy", Tenancy),
    lambda look: look.tenant_column is not None and look.at("rpfvm"),
    _lines,
    "Tenancy",
)
