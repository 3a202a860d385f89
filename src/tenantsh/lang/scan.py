r"""Reading SQL up to where a statement or a command ends: what psql's own scanner does, by leaps.

A scanner keeps the text of the statement that it is in, and what is open in it: quotes, comments, parentheses, a
function's body. It stops at semicolons that end a statement, at backslashes, and at the end of what it was given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang import skipping, tokens, variables
from tenantsh.lang.routine import Routine

if TYPE_CHECKING:
    import re

    from tenantsh.lang.host import Beside, Host


class Mark:
    """What a scanner held at some moment, when nothing quoted was open."""

    __slots__ = ("beside", "depth", "routine", "text")

    def __init__(self, text: str, depth: int, routine: Routine, beside: dict[str, object]) -> None:
        self.text = text
        self.depth = depth
        self.routine = routine
        self.beside = beside


class Source:
    """A text being read: a line of input, or a variable's value that stands in it."""

    __slots__ = ("at", "kept", "text", "variable")

    def __init__(self, text: str, *, at: int = 0, variable: str | None = None) -> None:
        self.text = text
        self.variable = variable
        self.at = at
        """How far it has been read."""
        self.kept = at
        """How far it has gone into the buffer; never beyond `at`."""

    @property
    def rest(self) -> str:
        """What has not been read."""
        return self.text[self.at :]

    def pass_over(self, pattern: re.Pattern[str]) -> None:
        """Read on as far as the pattern goes, as often as it does."""
        more = True
        while more and (found := pattern.match(self.text, self.at)):
            more = found.end() - self.at >= skipping.OFTEN  # with less it has stopped by itself, and would again
            self.at = found.end()


class Scanner:
    """The statement that is being read, and what is open in it."""

    def __init__(self, host: Host, *, shell: bool = True) -> None:
        """With `shell` off, backslashes and colons are nothing special: the text is what the server would get."""
        self._host = host
        self._shell = shell
        self.standard = True
        """The server's standard_conforming_strings: whether a backslash in `'…'` is nothing special."""
        self.comments = True
        """Whether `--` comments within a statement belong to it."""
        self._sources: list[Source] = []
        self._parts: list[str] = []
        self.beside: dict[str, object] = {}
        """The values that go beside the text, by name; the first one is its `$1`."""
        self.reset()

    def reset(self) -> None:
        """Empty the buffer and forget what was open. What has not been read of the source stays."""
        self._parts.clear()
        self.beside = {}
        self.inside: tokens.Open | None = None
        self.depth = 0
        """Parentheses that are open."""
        self.routine = Routine()

    @property
    def buffer(self) -> str:
        """The text of the statement so far."""
        if len(self._parts) > 1:
            self._parts[:] = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def pieces(self) -> int:
        """How many pieces the buffer is made of, 0 if it is empty: cheap to ask, and grows when anything is added."""
        return len(self._parts)

    def add(self, text: str) -> None:
        """Put text into the buffer that is not looked at."""
        if text:
            self._parts.append(text)

    def drop_last(self) -> None:
        """Take the last piece out of the buffer."""
        self._parts.pop()

    def mark(self) -> Mark:
        """The buffer and what is open in it, for `back_to`."""
        return Mark(self.buffer, self.depth, self.routine.copy(), dict(self.beside))

    def back_to(self, mark: Mark) -> None:
        """Make the buffer what it was, once for each mark."""
        self._parts[:] = [mark.text] if mark.text else []
        self.depth, self.routine, self.beside = mark.depth, mark.routine, mark.beside

    def open(self, text: str, at: int = 0) -> None:
        """Read this text next, from `at` on; what was left of the one before is forgotten."""
        self._sources = [Source(text, at=at)]

    def close(self) -> Source:
        """Give up what has not been read: one source, with the values that were being read in place of variables."""
        if len(self._sources) > 1:
            self.open("".join(source.rest for source in reversed(self._sources)))
        return self._sources.pop()

    def scan(self) -> str:
        r"""Read until something stops it, and return that character.

        `;` ends a statement and is in the buffer; a backslash starts a command and has not been read; nothing, the
        empty text, is the end of what it was given.
        """
        stop = ""
        while self._sources and not stop:
            stop = self._step(self._sources[-1])
        return stop

    def _step(self, source: Source) -> str:
        """Read up to the next thing that matters, and deal with it."""
        if self.inside:
            self._close_quote(source)
        if not self._parts and source.at == source.kept:
            source.pass_over(skipping.LEADING)
            source.kept = source.at
        source.pass_over(self._skip)
        if source.at < len(source.text):
            return self._meet(source, source.text[source.at])
        self._keep(source)
        self._sources.pop()
        return ""

    @property
    def _skip(self) -> re.Pattern[str]:
        if not self.standard:
            return skipping.loose(to_word=self.routine.attentive)
        return skipping.SKIP_TO_WORD if self.routine.attentive else skipping.SKIP

    def _close_quote(self, source: Source) -> None:
        assert self.inside
        end = self.inside.end(source.text, source.at)
        if end >= 0:
            self.inside = None
        source.at = end if end >= 0 else len(source.text)

    def _meet(self, source: Source, character: str) -> str:
        match character:
            case ";":
                return self._semicolon(source)
            case "\\":
                return self._backslash(source)
            case ":":
                self._colon(source)
            case "(" | ")":
                self.depth = max(0, self.depth + (1 if character == "(" else -1))
                source.at += 1
            case "-":
                self._line_comment(source)
            case _:
                self._opening_or_word(source)
        return ""

    def _line_comment(self, source: Source) -> None:
        if self.comments:
            source.pass_over(tokens.LINE_COMMENT)
            return
        self._keep(source)
        source.pass_over(tokens.LINE_COMMENT)
        source.kept = source.at

    def _opening_or_word(self, source: Source) -> None:
        if found := tokens.OPENING.match(source.text, source.at):
            self.inside = tokens.opened(found, standard=self.standard)
        elif found := tokens.WORD.match(source.text, source.at):
            self.routine.word(found[0], at_top=not self.depth)
        source.at = found.end() if found else source.at + 1

    def _semicolon(self, source: Source) -> str:
        source.at += 1
        if self.depth or self.routine.depth:
            return ""
        self._keep(source)
        return ";"

    def _backslash(self, source: Source) -> str:
        r"""A command; or a `\;` or `\:`, which puts that character in without its meaning."""
        if not self._shell:
            source.at += 1
            return ""
        self._keep(source)
        forced = source.text[source.at + 1 : source.at + 2]
        if forced not in {";", ":"}:
            return "\\"
        self.add(forced)
        source.at = source.kept = source.at + 2
        if forced == ";":
            self.routine.restart()
        return ""

    def _colon(self, source: Source) -> None:
        found = variables.REFERENCE.match(source.text, source.at) if self._shell else None
        if not found:
            source.at += 1
            return
        if found["plain"] and (beside := self._host.beside(source.text, source.at)) is not None:
            self._put_beside(source, beside)
            return
        value = self._value(found)
        if value is None:
            # its name is passed over too: the E of :E'…' opens no string
            source.at = found.end()
            return
        self._keep(source)
        source.at = source.kept = found.end()
        if found["plain"]:
            self._sources.append(Source(value, variable=found["plain"]))
        else:
            self.add(value)

    def _put_beside(self, source: Source, found: Beside) -> None:
        """Let a parameter's number stand for a value."""
        self._keep(source)
        self.beside[found.name] = found.value
        number = list(self.beside).index(found.name) + 1
        grows = bool(tokens.IN_WORD.match(source.text, source.at - 1)) if source.at else False
        self.add(f" ${number}" if grows else f"${number}")  # select:n is no name with a dollar in it
        source.at = source.kept = found.end

    def _value(self, found: re.Match[str]) -> str | None:
        """What stands in the place of a reference; None leaves it as it is."""
        name = found["plain"]
        if name and any(source.variable == name for source in self._sources) and self._host.variable(name) is not None:
            self._host.warn(f'skipping recursive expansion of variable "{name}"')
            return None
        value = variables.value(found, self._host.variable)
        if value is None and name:
            self._host.unknown(name, lambda: self._before(found.start()))
        if value is not None and not name and not found["asked"] and variables.broken(value):
            self._host.error("incomplete multibyte character")
            return None
        return value

    def _before(self, at: int) -> str:
        """The statement up to a place of the text that is being read."""
        source = self._sources[-1]
        return "".join(self._parts) + source.text[source.kept : at]

    def _keep(self, source: Source) -> None:
        self.add(source.text[source.kept : source.at])
        source.kept = source.at
