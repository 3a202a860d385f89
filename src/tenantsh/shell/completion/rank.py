"""Which candidates come first."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

from tenantsh.shell.completion.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.shell.completion.person import Person
    from tenantsh.shell.completion.resolve.found import Found
    from tenantsh.shell.completion.wish import Wish


def ranked(found: Iterable[Found], wish: Wish, person: Person, most: int) -> list[Candidate]:
    """The best candidates, each text once."""
    used, near = person.used, wish.near

    def key(item: Found) -> tuple[object, ...]:
        return (
            item.match,
            item.fit,
            item.late,
            -used.get(item.name, 0),
            item.name not in near,
            item.order,
            len(item.name) if wish.word else 0,
            item.name,
        )

    best: dict[str, Candidate] = {}
    for item in nsmallest(most * 2, found, key=key):
        if item.text not in best:
            best[item.text] = Candidate(item.text, wish.start, item.kind, item.detail, item.after)
    return list(best.values())[:most]
