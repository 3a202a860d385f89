"""Where a person's lines come from: the terminal as it is (`-n`), or an editor; both ask in the same words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from tenantsh.repl.look import Look, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from tenantsh.repl.prompts import Moment


class Typist(Protocol):
    """Reads from a person. EOFError is Ctrl-D, KeyboardInterrupt is Ctrl-C."""

    def statement(self, moment: Moment) -> str:
        """Lines of a statement or a command, without the last newline."""
        ...

    def data(self) -> str:
        """Lines of a COPY's data, without the last newline."""
        ...

    def answer(self, prompt: str) -> str:
        """The answer to a question."""
        ...

    def entries(self) -> Iterable[str]:
        """The history, the oldest entry first."""
        ...

    def close(self) -> None:
        """Nothing more is typed."""
        ...


class Plainly:
    """Line by line, as the terminal gives them: no editor, no history."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def statement(self, moment: Moment) -> str:
        """A line."""
        shown = self._look.ready(moment) if moment.state == "=" else self._look.continued(moment)
        return self._fresh_line(shown)

    def data(self) -> str:
        """A line of data."""
        return self._line(self._look.data())

    def answer(self, prompt: str) -> str:
        """A line in answer to a question."""
        return self._fresh_line([("", prompt)])

    def entries(self) -> Iterable[str]:
        """Nothing: lines are not kept."""
        return ()

    def close(self) -> None:
        """There is nothing to be done."""

    def _fresh_line(self, prompt: StyleAndTextTuples) -> str:
        """A line; after Ctrl-C the next prompt is on a line of its own."""
        try:
            return self._line(prompt)
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            raise

    def _line(self, prompt: StyleAndTextTuples) -> str:
        sys.stdout.write(plain(prompt))
        sys.stdout.flush()
        line = sys.stdin.buffer.readline()
        if not line:
            raise EOFError
        return line.removesuffix(b"\n").decode("utf-8", "surrogateescape")
