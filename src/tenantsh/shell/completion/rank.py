"""Which candidates come first."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

from tenantsh.model.shelves import SYSTEM
from tenantsh.shell.completion.candidate import Candidate
from tenantsh.shell.completion.resolve.found import SPREAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.shell.completion.person import Person
    from tenantsh.shell.completion.resolve.found import Found
    from tenantsh.shell.completion.wish import Wish

_BEHIND = (0.0, 1.0, 2.5, 4.0)
"""How far a match puts something back, beside what suits the clause less: at its beginning, at a word's, …"""
_EXACT = -0.5
"""The word as it stands: shorter names, and what suits as well, do not come before it."""


def ranked(found: Iterable[Found], wish: Wish, person: Person, most: int) -> list[Candidate]:
    """The best candidates, each text once.

    What suits the clause and the typed word comes first, then what a bare name means before what hides, what was used
    before, what stands in the statement, and at last what is short and the alphabet.
    """
    used, near, word = person.used, wish.near, wish.word

    def key(item: Found) -> tuple[object, ...]:
        exact = bool(word) and item.name == word
        return (
            item.fit + (_EXACT if exact else _BEHIND[item.match]),
            wish.quoted and not item.name.startswith(word),  # in double quotes case counts
            0 if exact else item.late,
            0 if item.kind == "keyword" else -used.get(item.name, 0),
            item.kind == "keyword" or item.name not in near,
            item.order,
            len(item.name) if word else 0,
            item.name,
            item.text,
        )

    best: dict[str, Candidate] = {}
    for item in nsmallest(most * 2, _near_enough(list(found)), key=key):
        if item.text not in best:
            best[item.text] = Candidate(item.text, wish.start, item.kind, item.detail, item.after)
    return list(best.values())[:most]


def _near_enough(found: list[Found]) -> list[Found]:
    """Without what only has the typed letters somewhere, where something that suits as well begins with them."""
    begun = min((item.fit for item in found if item.match == 0), default=None)
    if begun is None:
        return found
    return [item for item in found if item.fit < begun or not _far(item)]


def _far(item: Found) -> bool:
    """Whether it has the letters in order only, or is the system's and has them elsewhere than at its beginning."""
    return item.match == SPREAD or (item.match > 0 and item.late == SYSTEM)
