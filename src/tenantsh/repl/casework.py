"""`tenantsh case show|export|replay FILE`: a support case out of its file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.model.errors import CaseRefused, ConfigError, UsageError
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tenantsh.cases.lines import Mark
    from tenantsh.cases.reading import Reader
    from tenantsh.model.case import Entry, Opening
    from tenantsh.repl.arguments import Invocation

    Tells = Callable[[Opening, Mark, Iterable[Entry]], Iterator[str]]

_REFUSED = Exit.CONNECTION
"""The exit status where there is nothing to tell of: the same as replay's."""
_USAGE = {
    "show": "tenantsh case show FILE [--key FILE] [--json]",
    "export": "tenantsh case export FILE --to md|sql|ipynb [--key FILE] [-o FILE]",
}
_FORMATS = ("md", "sql", "ipynb")


def run_case(asked: Invocation, words: list[str]) -> int:
    """Run `tenantsh case …`; returns the exit status."""
    verb, *rest = words or [""]
    if verb == "replay":
        from tenantsh.repl.casework_replay import run_replay

        return run_replay(asked, rest)
    try:
        return _tell(asked, verb, rest)
    except (CaseRefused, ConfigError, UsageError) as error:
        Terminal(Output(sys.stdout)).error(error, program="tenantsh: ")
        return _REFUSED


def _tell(asked: Invocation, verb: str, words: list[str]) -> int:
    if verb not in _USAGE:
        raise UsageError("tenantsh case: what to do?", hint="tenantsh case show|export|replay FILE")
    if not words:
        raise UsageError(f"tenantsh case {verb}: which file?", hint=_USAGE[verb])
    if len(words) > 1:
        raise UsageError(f'tenantsh case {verb}: "{words[1]}" is one word too many', hint=_USAGE[verb])
    tells = _shown_as(asked) if verb == "show" else _exported_as(asked)
    _write(asked, Path(words[0]), tells)
    return Exit.OK


def _shown_as(asked: Invocation) -> Tells:
    if asked.has("json"):
        return _as_json
    from tenantsh.cases.telling.page import page

    return page


def _exported_as(asked: Invocation) -> Tells:
    form = asked.get("to")
    if form is None:
        raise UsageError("tenantsh case export: as what?", hint=_USAGE["export"])
    if form == "md":
        from tenantsh.cases.telling.markdown import markdown

        return markdown
    if form == "sql":
        from tenantsh.cases.telling.script import script

        return script
    if form == "ipynb":
        from tenantsh.cases.telling.notebook import notebook

        return notebook
    raise UsageError(f'tenantsh case export: --to "{form}" is nothing that a case can be', hint=", ".join(_FORMATS))


def _as_json(opening: Opening, _mark: Mark, entries: Iterable[Entry]) -> Iterator[str]:
    """A line for each entry, whole in itself: what a file says once is in each that it holds for."""
    from tenantsh.cases.coding import encoded
    from tenantsh.cases.lines import kind_of

    yield json.dumps({"case": encoded(opening)}) + "\n"
    for entry in entries:
        yield json.dumps({_NAMES.get(type(entry).__name__) or kind_of(entry): encoded(entry)}) + "\n"


_NAMES = {"Recorded": "statement"}


def _write(asked: Invocation, path: Path, tells: Tells) -> None:
    """Tell of a case that was read to its end first: of one that is refused, nothing is told."""
    from tenantsh.cases.reading import key_of, verified

    key = key_of(path, _path(asked.get("key")), _teams_key(asked))
    with verified(path, key) as reader:
        pieces = tells(reader.opening, reader.mark, reader)
        target = asked.get("output")
        if target is None:
            sys.stdout.writelines(pieces)
        else:
            _into(target, path, pieces)
        _say_how_sure(reader)


def _into(target: str, path: Path, pieces: Iterable[str]) -> None:
    """Write to a file, or a program. Raises UsageError, also where that is the case itself."""
    if Path(target).exists() and Path(target).samefile(path):
        raise UsageError(f"{target} is the case itself", hint="-o names another file")
    with Output(sys.stdout).opened(target) as file:
        for piece in pieces:
            file.write(piece.encode("utf-8", "surrogateescape"))


def _path(said: str | None) -> Path | None:
    return None if said is None else Path(said)


def _teams_key(asked: Invocation) -> str | None:
    """The team's key, of the profile that is named, or of none."""
    from tenantsh.shell.config import load
    from tenantsh.shell.evidence.keeping import keeping_of

    name = asked.get("profile")
    return keeping_of(load().profile(name), name or "default").case_key


def _say_how_sure(reader: Reader) -> None:
    if not reader.sealed:
        Terminal(Output(sys.stdout)).say(
            "note: its lines hang together; without the case's key, nobody can tell whether all was written anew"
        )
