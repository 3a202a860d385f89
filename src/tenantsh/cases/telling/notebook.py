"""A case as a notebook: its questions as cells, to be run by whoever opens it; no outputs, so nobody's rows, in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tenantsh.cases import words
from tenantsh.cases.telling.markdown import escaped, fenced, quoted, told
from tenantsh.cases.telling.page import facts
from tenantsh.cases.telling.queries import asked, is_plain
from tenantsh.model.case import Commanded, Note, Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.cases.lines import Mark
    from tenantsh.model.case import Entry, Opening, Standing, Surroundings

_ABOUT = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_WHERE = (
    "The lines with `%tenantsh` say whose data it is, and not where. Without more it is where libpq goes by itself "
    "(`PGHOST`, …): add `--profile NAME`, a connection string or `--demo` to each of them."
)


def notebook(opening: Opening, mark: Mark, entries: Iterable[Entry]) -> Iterator[str]:
    """A case, piece by piece: nbformat 4.5."""
    yield '{\n "cells": [\n'
    comma = ""
    for number, cell in enumerate(_cells(opening, mark, entries)):
        text = json.dumps({**cell, "id": f"cell-{number}"}, indent=1, ensure_ascii=True)
        yield comma + "\n".join(f"  {line}" for line in text.split("\n"))
        comma = ",\n"
    yield f'\n ],\n "metadata": {json.dumps(_ABOUT)},\n "nbformat": 4,\n "nbformat_minor": 5\n}}\n'


def _cells(opening: Opening, mark: Mark, entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    said = "".join(f"- {name}: {escaped(text)}\n" for name, text in facts(opening, mark))
    yield _markdown(f"# {escaped(opening.title)}\n\n{said}\n{_WHERE}")
    yield _code("%load_ext tenantsh")
    within: Surroundings | None = None
    for entry in entries:
        match entry:
            case Note():
                yield _markdown(quoted(entry.text))
            case Commanded():
                yield _markdown(fenced(entry.line) + told(entry))
            case Recorded():
                if entry.look is not None and entry.look.surroundings != within:
                    within = entry.look.surroundings
                    yield from _opened(within, entry.look.standing)
                yield from _statement(entry)


def _opened(of: Surroundings, at: Standing) -> Iterator[dict[str, Any]]:
    """Values are Python's, and not part of the magic's line: whatever is in them is one value."""
    said = {"org": of.org, "user": of.user, "role": of.role if of.user is None else None}
    given = {name: value for name, value in said.items() if value is not None}
    yield _markdown(f"**{escaped(words.whose(of))}**  \nrecorded at {escaped(words.server(at))}")
    yield _code("\n".join(f"{name} = {value!r}" for name, value in given.items()), tags=["parameters"])
    yield _code(" ".join(["%tenantsh", *(f"--{name} :{name}" for name in given)]))


def _statement(entry: Recorded) -> Iterator[dict[str, Any]]:
    origin = f", made by {escaped(entry.origin)}" if entry.origin else ""
    yield _markdown(f"{entry.n}. {escaped(words.took(entry))}: {escaped(words.outcome(entry))}{origin}")
    queries = asked(entry)
    if queries is None:
        yield _markdown(f"Not a query, so it is not run here:\n\n{fenced(entry.sql, 'sql')}")
    elif all(is_plain(query) for query in queries):
        yield _code("%%tenantsh\n" + "\n".join(f"{query}\n;" for query in queries))
    else:
        runs = [f'tenantsh.sessions["default"].run({query!r})' for query in queries]
        yield _code("import tenantsh\n\n" + "\n".join(runs) + ".frame()")


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}


def _code(text: str, tags: list[str] | None = None) -> dict[str, Any]:
    about = {"tags": tags} if tags else {}
    return {"cell_type": "code", "execution_count": None, "metadata": about, "outputs": [], "source": _lines(text)}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
