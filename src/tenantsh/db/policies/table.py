"""One relation, and how row security stands there for a role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tenantsh.db.policies.combining import Combined, Command, combined

if TYPE_CHECKING:
    from tenantsh.db.policies.rows import Beneath, Policy, Relation, Subject


class Standing(StrEnum):
    """Which rows a role gets of a relation, as far as row security decides."""

    APPLIES = "applies"
    """Its policies decide."""
    NO_POLICY = "no policy"
    """Row security applies, and nothing permits: no rows."""
    OFF = "off"
    """Row security is not enabled: all rows."""
    OWNER = "owner"
    """The role has the owner's privileges, and row security is not forced: all rows."""
    BYPASS = "bypass"
    """The role is a superuser or has BYPASSRLS: all rows."""
    FOREIGN = "foreign"
    """Another server decides."""
    COPY = "copy"
    """A materialized view: what its owner saw when it was refreshed."""
    VIEW = "view"
    """A view: what decides are the tables that it reads (`Table.beneath`)."""


_BY_KIND = {"f": Standing.FOREIGN, "m": Standing.COPY, "v": Standing.VIEW}


@dataclass(frozen=True, slots=True)
class Table:
    """A relation, its policies, and what of them is for the subject."""

    relation: Relation
    subject: Subject
    policies: tuple[Policy, ...]
    """All of them, those for other roles too."""
    beneath: tuple[Beneath, ...] = ()
    """Of a view: the tables that it reads, and as whom."""

    @property
    def standing(self) -> Standing:
        """How row security stands for the subject, for reading."""
        row = self.relation
        if row.kind in _BY_KIND:
            return _BY_KIND[row.kind]
        if not row.enabled:
            return Standing.OFF
        if not row.applies:
            return Standing.BYPASS if self.subject.above else Standing.OWNER
        return Standing.APPLIES if self.combined(Command.SELECT).permissive else Standing.NO_POLICY

    @property
    def open(self) -> bool:
        """Whether row security keeps no row of it from the subject, as far as this database can tell.

        What is open is not always reached: see `Relation.reached`. Of a view, whether one of its tables is.
        """
        if self.standing is Standing.VIEW:
            return any(not each.applies for each in self.beneath)
        return self.standing not in (Standing.APPLIES, Standing.NO_POLICY)

    @property
    def mine(self) -> tuple[Policy, ...]:
        """The policies for the subject."""
        return tuple(policy for policy in self.policies if policy.mine)

    def combined(self, command: Command, *, new: bool = False) -> Combined:
        """What the subject's policies say about a command's rows, whether row security applies or not."""
        return combined(self.policies, command, new=new)
