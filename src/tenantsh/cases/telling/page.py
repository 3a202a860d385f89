"""A case as a page of text: what `tenantsh case show` prints, and what `git diff` may be given to compare."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from tenantsh.cases import words
from tenantsh.model.case import Commanded, Note, Recorded
from tenantsh.model.result import Column, Result, Table
from tenantsh.model.words import counted
from tenantsh.render import write
from tenantsh.render.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.cases.lines import Mark
    from tenantsh.model.case import Answer, Entry, Look, Opening, Planned, Print, Surroundings

_WIDTH = 14


def page(opening: Opening, mark: Mark, entries: Iterable[Entry]) -> Iterator[str]:
    """A case, piece by piece."""
    yield from _head(opening, mark)
    before: Look | None = None
    told: dict[str, Print] = {}
    for entry in entries:
        yield "\n"
        match entry:
            case Note():
                yield _indented("note", words.block(entry.text)) + _fact("at", words.line(entry.at))
            case Commanded():
                yield _indented(_command(entry), words.block(entry.line)) + _fact("at", words.line(entry.at))
                said = {"as": words.eyes(entry), "said": words.line(entry.said)}
                yield from (_fact(name, text) for name, text in said.items() if text)
            case Recorded():
                yield from _statement(entry, before, told)
                before = entry.look or before


def facts(opening: Opening, mark: Mark) -> Iterator[tuple[str, str]]:
    """What there is to say of a case as a whole."""
    said = {
        "ticket": opening.ticket,
        "reason": opening.reason,
        "organization": words.organization(opening.org_name, opening.org),
        "recorded": f"{opening.created} by {opening.by}, {opening.tool}",
        "id": opening.id,
        "key": "made of the team's" if mark.of_team else "its own",
    }
    for name, text in said.items():
        if text:
            yield name, words.line(text)


def answered(answer: Answer) -> str:
    """An answer in one line."""
    columns = ", ".join(f"{words.line(name)} {words.line(kind)}" for name, kind in answer.columns)
    seen = counted(answer.rows, "row") + ("" if answer.complete else " looked at, and there are more")
    return f"{seen} of {columns or 'no columns'}"


def _head(opening: Opening, mark: Mark) -> Iterator[str]:
    yield f"Case: {words.line(opening.title)}\n"
    for name, text in facts(opening, mark):
        yield _fact(name, text)


def _fact(name: str, text: str) -> str:
    return f"  {name:<{_WIDTH}}{text}\n"


def _indented(heading: str, text: str) -> str:
    return heading + "\n" + "".join(f"  {line}\n" for line in text.split("\n"))


def _command(entry: Commanded) -> str:
    found = f" · failed: {words.short(entry.error)}" if entry.error else ""
    rows = "" if entry.rows is None else f" · {counted(entry.rows, 'row')}"
    return f"{entry.n} · command{rows}{found}"


def _statement(entry: Recorded, before: Look | None, told: dict[str, Print]) -> Iterator[str]:
    look = entry.look
    if look is not None:
        yield from _around(look, before)
    yield _indented(f"{entry.n} · {words.line(entry.how)} · {words.outcome(entry)}", words.block(entry.sql))
    for number, parameter in enumerate(entry.parameters, 1):
        yield f"  ${number} = {words.parameter(parameter)}\n"
    if entry.origin:
        yield _fact("made by", words.short(entry.origin))
    yield _fact("ran", words.took(entry))  # what differs each time has lines of its own: pages are compared
    if look is not None:
        yield from _looked(look, told)


def _around(look: Look, before: Look | None) -> Iterator[str]:
    """As whom and where, where that has changed."""
    if before is None or look.surroundings != before.surroundings:
        yield words.whose(look.surroundings) + "\n"
        yield from _settings(look.surroundings, before.surroundings if before is not None else None)
    server = words.server(look.standing)
    if before is None or server != words.server(before.standing):
        yield f"{server}\n"
    if before is None or (look.surroundings, server) != (before.surroundings, words.server(before.standing)):
        yield "\n"


def _settings(of: Surroundings, before: Surroundings | None) -> Iterator[str]:
    """All of them at first, and then those that are others."""
    known = _set(before) if before is not None else {}
    here = _set(of)
    for name in {**here, **known}:
        if known.get(name) != here.get(name):
            value = words.short(here[name]) if name in here else "(no longer set)"
            yield f"  {words.line(name)} = {value}\n"


def _set(of: Surroundings) -> dict[str, str]:
    return {**dict(of.context), **of.settings}


def _looked(look: Look, told: dict[str, Print]) -> Iterator[str]:
    at = look.standing
    where = f", at {words.line(at.lsn)}" if at.lsn else ""
    yield _fact("snapshot", f"{words.short(at.snapshot)}{where}, {words.line(at.now)}")
    if look.answer is not None:
        yield from _answer(look.answer)
    if look.planned is not None:
        yield from _plan(look.planned)
    for one in look.prints:
        if told.get(one.relation) != one:
            yield _fact("relation", _printed(one))
            for name, text in one.policies.items():
                yield f"    {words.short(name)}: {words.short(text)}\n"
            told[one.relation] = one
    for why in look.untold:
        yield _fact("untold", words.line(why))


def _printed(one: Print) -> str:
    kinds = ", ".join(f"{kind} {words.line(digest[:8])}" for kind, digest in one.kinds.items())
    return f"{words.line(one.relation)}: {kinds}"


def _answer(answer: Answer) -> Iterator[str]:
    yield _fact("answer", answered(answer))
    if answer.key:
        names = ", ".join(words.line(name) for name in answer.key)
        yield _fact("told apart by", f"{names}, in {counted(len(answer.keyed), 'row')}")
    if answer.sample:
        out = StringIO()
        write(_table(answer), Options(footer=False), out)
        yield "".join(
            f"  {line}\n" for line in ("a sample, marked columns masked:", *out.getvalue().rstrip("\n").split("\n"))
        )


def _table(answer: Answer) -> Result:
    """The rows of a sample, as a result."""
    columns = tuple(Column(words.line(name)) for name, _ in answer.columns)
    rows = [tuple(None if cell is None else words.block(cell) for cell in row) for row in answer.sample]
    fits = [row for row in rows if len(row) == len(columns)]
    return Result(columns=columns, cells=Table(fits), footers=())


def _plan(planned: Planned) -> Iterator[str]:
    yield _fact("plan", words.line(planned.shape[:16]))
    for step in planned.steps:
        yield f"    {words.line(step)}\n"
