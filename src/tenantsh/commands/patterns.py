r"""The patterns that `\d` and its kin take, as parameters of our queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.names import EVERYTHING_VISIBLE, name_pattern

if TYPE_CHECKING:
    from tenantsh.db.session import Session


def named(session: Session, text: str | None, *, parts: int = 3) -> dict[str, object]:
    """What a typed pattern asks for: `name` and `schema` (regular expressions, None for any) and `visible_only`.

    Raises UsageError, in psql's words, for more than `parts` names or another database.
    """
    pattern = EVERYTHING_VISIBLE
    if text is not None:
        pattern = name_pattern(text, parts=parts, database=session.link.identity.database)
    return {"name": pattern.name, "schema": pattern.schema, "visible_only": pattern.visible_only}
