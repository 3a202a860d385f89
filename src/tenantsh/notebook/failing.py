"""What goes wrong in a cell: its words without a traceback. The cell fails all the same, so that a run stops."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tenantsh.db.savepoint import Undone
from tenantsh.model.errors import StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.savepoint import Savepoint
    from tenantsh.db.session import Session

_RED, _PLAIN = "\x1b[1;31m", "\x1b[0m"


@contextmanager
def told_briefly() -> Iterator[None]:
    """Let a TenantshError from the block be shown as what, why and what to do."""
    try:
        yield
    except TenantshError as error:
        words = str(error) if isinstance(error, StatementError) else f"error: {error}"
        _show_as(error, "\n".join([words, *getattr(error, "__notes__", ())]))
        raise


@contextmanager
def all_or_nothing(session: Session) -> Iterator[None]:
    """Let an open transaction be what it was where a cell fails or is interrupted, and its error say so.

    An interrupt tells where it leaves the session, instead of the place in our code that it met.
    """
    savepoint = session.savepoint()
    try:
        yield
    except KeyboardInterrupt as interrupt:
        _show_as(interrupt, f"KeyboardInterrupt: {_left(session, _undone(savepoint))}")
        raise
    except BaseException as error:
        if (undone := _UNDONE.get(_undone(savepoint))) is not None:
            error.add_note(f"  note: {undone}")
        raise
    savepoint.leave()


_UNDONE = {
    Undone.BACK: "the open transaction is as it was before this cell",
    Undone.ENDED: "the transaction that this cell began was rolled back",
}


def _undone(savepoint: Savepoint) -> Undone:
    try:
        return savepoint.back()
    except TenantshError:  # the connection was lost only now: the next statement tells
        return Undone.NOTHING


def _show_as(error: BaseException, text: str) -> None:
    first, _, rest = text.partition("\n")
    lines = [f"{_RED}{first}{_PLAIN}", *rest.splitlines()]
    # IPython asks the exception itself how it wants to be shown; its type stays what it is for whoever catches it
    error.__dict__["_render_traceback_"] = lambda: lines


def _left(session: Session, undone: Undone) -> str:
    if not session.connected:
        return f"the connection was given up; the next statement comes back to {session.tenant}, verified"
    if undone in _UNDONE:
        return f"nothing runs on the server any more; {session.tenant}: {_UNDONE[undone]}"
    if session.failed:
        return f"nothing runs on the server any more; {session.tenant} has an open transaction that failed: ROLLBACK it"
    return f"nothing runs on the server any more; the session is in {session.tenant}"
