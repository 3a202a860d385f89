"""Which keys a person can read: of very many at one place, those that are more than somebody's identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.survey.field import Field

NONE_TOO_MANY = 30
"""Keys of one object that are all shown, however rare they are."""
_FEW = 8
"""Keys that are shown of an object all whose keys are rare."""
ONCE_OR_TWICE = 3
HARDLY = 0.01
"""The part of the objects that have a key that is shown among many."""


@dataclass(frozen=True, slots=True)
class Readable:
    """How many keys of one object are shown."""

    most: int
    """However many there are."""
    rare: bool
    """Whether rare ones are shown too."""

    def shown(self, fields: Sequence[Field]) -> Sequence[Field]:
        """The keys of one object that are shown, of those given the first."""
        if self.rare or len(fields) <= NONE_TOO_MANY:
            return fields[: self.most]
        return fields[: min(max(frequent(fields), _FEW), self.most)]


READABLE = Readable(most=60, rare=False)
ALL = Readable(most=2000, rare=True)


def frequent(fields: Sequence[Field]) -> int:
    """How many keys of one object are in more than a few."""
    return sum(field.within >= HARDLY and field.rows >= ONCE_OR_TWICE for field in fields)
