"""A relation's masked columns, for what reads tables by questions of our own and shows what was in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.db.asking import Asking
    from tenantsh.db.masking.marks import Marks


def marks_in(session: Asking) -> Marks | None:
    """What is masked in a session; None in one that masks nothing."""
    link = getattr(session, "link", None)  # a plain session masks nothing
    if link is None or not link.marks.columns:
        return None
    marks: Marks = link.marks.without(getattr(session, "unmasked", frozenset()))
    return marks if marks.columns else None


def hidden(session: Asking, relation: int) -> frozenset[str]:
    """The names of the columns of a relation, by its OID, whose values are not to be shown."""
    marks = marks_in(session)
    return frozenset(marks.of(relation)) if marks is not None else frozenset()


def refuse_masked(session: Asking, relation: int, columns: Iterable[str]) -> None:
    """Refuse to read columns of a relation of which one is masked."""
    masked = sorted(hidden(session, relation) & set(columns))
    if masked:
        raise Refused(
            f"{', '.join(masked)} {'is' if len(masked) == 1 else 'are'} masked",
            rule="masked",
            why="what its documents have in them is marked as personal data",
            hint=rf"\unmask {masked[0]} REASON shows it until the session ends",
        )
