"""A COPY's data as tests give and take them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenantsh.db.ask import Ask, CopyGivenUpError
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.session import Session
    from tenantsh.model.result import Result


@dataclass
class Pipe:
    """What is given to a COPY FROM STDIN, and what a COPY TO STDOUT gave."""

    given: list[bytes] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    failure: str = ""
    """Why no more can be given; empty where that was all."""
    meanwhile: Callable[[], object] = bool
    """Happens whenever more is asked for."""

    def read(self) -> bytes | None:
        self.meanwhile()
        if self.given:
            return self.given.pop(0)
        if self.failure:
            raise CopyGivenUpError(self.failure)
        return None

    def write(self, data: bytes) -> None:
        self.taken.append(data)


def sent(session: Session, text: str, pipe: Pipe | None = None, **how: Any) -> list[object]:
    """The rows or tag of each answer, and the error's SQLSTATE."""
    return [shown(answer) for answer in session.send(Ask(text, **how), pipe or Pipe())]


def shown(answer: Result | StatementError) -> object:
    """What a person sees of an answer."""
    if isinstance(answer, StatementError):
        return answer.sqlstate
    return answer.rows if answer.cells is not None else answer.status
