"""A case in Markdown, for a ticket: statements, what came of them, plans, and samples with marked columns masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.cases import words
from tenantsh.cases.telling.page import answered, facts
from tenantsh.model.case import Commanded, Note, Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.cases.lines import Mark
    from tenantsh.model.case import Answer, Entry, Look, Opening, Planned

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#!|~&@$]|^[-+=])")
_FENCES = re.compile(r"`{3,}")


def markdown(opening: Opening, mark: Mark, entries: Iterable[Entry]) -> Iterator[str]:
    """A case, piece by piece."""
    yield f"# {escaped(opening.title)}\n\n"
    yield from (f"- {name}: {escaped(text)}\n" for name, text in facts(opening, mark))
    before: Look | None = None
    for entry in entries:
        match entry:
            case Note():
                yield "\n" + quoted(entry.text)
            case Commanded():
                yield f"\n## {entry.n}\n\n{fenced(entry.line)}{told(entry)}"
            case Recorded():
                yield from _statement(entry, before)
                before = entry.look or before


def escaped(text: str) -> str:
    r"""A text on one line, in which nothing is Markdown, HTML or a mention.

    >>> escaped("<b> *x* @ann")
    '\\<b\\> \\*x\\* \\@ann'
    """
    return _SPECIAL.sub(r"\\\1", words.line(text))


def quoted(text: str) -> str:
    """A remark, as it was written line by line."""
    return "".join(f"> {escaped(line)}  \n" for line in text.split("\n"))


def fenced(text: str, language: str = "") -> str:
    """A text in a block of code, whatever fences are in it."""
    longest = max((len(found) for found in _FENCES.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{words.block(text)}\n{fence}\n"


def told(entry: Commanded) -> str:
    """With whose eyes a command has seen, and what it has found."""
    said = f"failed: {entry.error}" if entry.error else entry.said
    seen = f"- as {escaped(words.eyes(entry))}\n" if words.eyes(entry) else ""
    return "".join(f"\n{each}" for each in (seen, f"{escaped(said)}\n" if said else "") if each)


def _statement(entry: Recorded, before: Look | None) -> Iterator[str]:
    look = entry.look
    if look is not None and (before is None or before.surroundings != look.surroundings):
        yield f"\n**{escaped(words.whose(look.surroundings))}**  \n{escaped(words.server(look.standing))}\n"
    yield f"\n## {entry.n}\n\n{fenced(entry.sql, 'sql')}\n"
    for number, parameter in enumerate(entry.parameters, 1):
        yield f"- ${number} = {escaped(words.parameter(parameter))}\n"
    if entry.origin:
        yield f"- made by {escaped(entry.origin)}\n"
    yield f"- {escaped(words.outcome(entry))} ({escaped(words.took(entry))})\n"
    if look is not None:
        yield from _looked(look)


def _looked(look: Look) -> Iterator[str]:
    yield from (f"- untold: {escaped(why)}\n" for why in look.untold)
    if look.answer is not None:
        yield f"- {escaped(answered(look.answer))}\n"
        yield from _sample(look.answer)
    if look.planned is not None:
        yield from _plan(look.planned)


def _sample(answer: Answer) -> Iterator[str]:
    if not answer.sample:
        return
    yield "\n" + _row(escaped(name) for name, _ in answer.columns) + f"|{'|'.join('---' for _ in answer.columns)}|\n"
    yield from (_row("*NULL*" if cell is None else escaped(cell) for cell in row) for row in answer.sample)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _plan(planned: Planned) -> Iterator[str]:
    text = "\n".join(planned.steps)
    yield f"\n<details><summary>plan</summary>\n\n{fenced(text)}\n</details>\n"
