r"""What is wanted in a meta-command: its name, or an argument by the annotation of its handler's parameter."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.kinds import Choice, File, Kind, Named, Relations, Routines, Types
from tenantsh.commands.registry import Reads
from tenantsh.lang.unfinished import typed
from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.suggest.meta import copying, filters, paths, target
from tenantsh.shell.completion.suggest.meta.line import Line
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.commands.registry import Command, Registry

_LETTERS = {
    r"\dP": {"t": "p", "i": "I"},
    r"\df": {"a": "a", "n": "f", "t": "f", "w": "w", "p": "p"},
}
r"""What letters behind these names leave of relkinds and prokinds; of `\dtv` and its like every letter adds some."""
_ANY = {r"\d", r"\dd", r"\dp", r"\z"}
_LINES = {Kind.SQL_COMMAND, Kind.SHELL_COMMAND, Kind.COPY, Kind.STATEMENT, Kind.FILTER}
"""These take all that is left of the line."""
_OPTION = re.compile(r"-\w")
_REUSE = tuple((f"-reuse-previous={word}", "keep the other parts of the connection") for word in ("on", "off"))


def suggest(text: str, cursor: int, start: int, commands: Registry) -> Wish | None:
    """What is wanted at a cursor in the command whose backslash stands at `start`."""
    written = typed(text[start:cursor])
    if written.word is None:
        return Wish((wanted.Commands(),), start, written.name, exact=True)
    found = commands.meant(written.name)
    if found is None:
        return None
    command, letters = found
    line = Line(text, cursor, start, start, written, commands)
    if command.reads is not Reads.LINE and line.word.reference is not None:
        return _reference(line, *line.word.reference)
    return _argument(line, command, letters)


def _reference(line: Line, form: str, at: int) -> Wish:
    """A variable is being named."""
    name = line.word.raw[at - line.word.start :].lstrip(":'\"{?")
    return Wish((wanted.Variables(form),), line.start + at, name, exact=True)


def _argument(line: Line, command: Command, letters: str) -> Wish | None:
    if command.name in (r"\c", r"\connect") and line.word.raw.startswith("-"):
        return line.word_wish(wanted.Texts(_REUSE, "option"))
    given = [word for word in line.typed.words if not _OPTION.match(word.raw)]
    kinds = (*command.arguments, command.endless)
    first = next((at for at, kind in enumerate(kinds) if kind in _LINES), len(given))
    at = min(first, len(given))
    kind = command.argument(at)
    line = replace(line, begin=line.start + (*given, line.word)[at].start)
    if command.reads is Reads.FILE and line.typed.line.startswith("|"):
        kind = Kind.SHELL_COMMAND
    match kind:
        case Relations(relkinds):
            return line.name_wish(*_relations(_relkinds(relkinds, command, letters, line.commands)))
        case Routines(prokinds):
            return line.name_wish(wanted.Routines(_narrowed(prokinds, command, letters)))
        case Types(typtypes):
            return line.name_wish(wanted.Types(typtypes))
        case Named(noun):
            return line.name_wish(wanted.Things(noun), exact=noun in ("operator", "encoding"))
        case Choice(words, meanings):
            meant = meanings or ("",) * len(words)
            return line.word_wish(wanted.Texts(tuple(zip(words, meant, strict=True)), "value"))
        case File(endings, folder):
            return paths.suggest(line, wanted.Files(folder, endings=endings))
        case None:
            return None
        case _:
            return _KINDS[kind](line)


def _relkinds(relkinds: str, command: Command, letters: str, commands: Registry) -> str:
    r"""What `\dti` lists: tables and indexes."""
    if command.name in _LETTERS or command.name in _ANY:
        return _narrowed(relkinds, command, letters)
    others = [commands.meant(rf"\d{letter}") for letter in letters if letter in command.modifiers and letter.isalpha()]
    more = [found[0].argument(0) for found in others if found and not found[1]]
    return relkinds + "".join(kind.relkinds for kind in more if isinstance(kind, Relations))


def _relations(relkinds: str) -> Iterator[wanted.Relations]:
    """What has rows comes first, where other relations are wanted too."""
    beside = "".join(kind for kind in relkinds if kind not in wanted.TABLES)
    with_rows = "".join(kind for kind in relkinds if kind in wanted.TABLES)
    if with_rows:
        yield wanted.Relations(with_rows)
    if beside:
        yield wanted.Relations(beside, fit=1 if with_rows else 0)


def _narrowed(kinds: str, command: Command, letters: str) -> str:
    chosen = "".join(_LETTERS.get(command.name, {}).get(letter, "") for letter in letters)
    return chosen or kinds


def _setting(line: Line) -> Wish | None:
    return line.word_wish(wanted.Settings())


def _organization(line: Line) -> Wish:
    r"""An organization; of a name with blanks all of it, though `\org` wants it in quotes."""
    first = line.typed.words[0] if line.typed.words else line.word
    word, at = line.typed.line, first.start
    if first.raw.startswith("'"):
        return Wish((wanted.Organizations(quote="'"),), line.start + at + 1, word[1:], exact=True)
    return Wish((wanted.Organizations(),), line.start + at, word, exact=True)


def _variable(line: Line) -> Wish | None:
    return line.word_wish(wanted.Variables(settable=True))


def _value(line: Line) -> Wish | None:
    return line.word_wish(wanted.Own(Kind.VALUE, line.before))


def _environment(line: Line) -> Wish | None:
    return line.word_wish(wanted.Own(Kind.ENVIRONMENT_VARIABLE))


def _output_option(line: Line) -> Wish | None:
    return line.word_wish(wanted.Own(Kind.OUTPUT_OPTION))


def _output_value(line: Line) -> Wish | None:
    return line.word_wish(wanted.Own(Kind.OUTPUT_VALUE, line.before))


def _condition(line: Line) -> Wish | None:
    answers = wanted.Texts((("true", ""), ("false", "")), "value", fit=1)
    if line.word.raw:
        return line.word_wish(answers)
    return line.word_wish(wanted.Variables(":"), answers, wanted.Variables(":{?", fit=1))


def _text(line: Line) -> Wish | None:
    return None if line.word.raw else line.word_wish(wanted.Variables(":"))


def _sql_command(line: Line) -> Wish:
    words = " ".join(line.rest.split())
    word = f"{words} " if words and line.rest[-1].isspace() else words
    return Wish((wanted.Own(Kind.SQL_COMMAND),), line.begin, word, lower=words[-1:].islower())


def _shell_command(line: Line) -> Wish | None:
    first = not line.typed.words or line.typed.words[-1].raw == "|"
    if first and "/" not in line.word.raw:
        return None
    return paths.suggest(line, wanted.Files(style="shell"))


def _statement(line: Line) -> Wish | None:
    return line.statement(line.begin)


def _result_column(line: Line) -> Wish | None:
    outputs = line.outputs()
    return None if outputs is None else line.name_wish(outputs)


_KINDS: dict[Kind, Callable[[Line], Wish | None]] = {
    Kind.SETTING: _setting,
    Kind.ORGANIZATION: _organization,
    Kind.VARIABLE: _variable,
    Kind.VALUE: _value,
    Kind.ENVIRONMENT_VARIABLE: _environment,
    Kind.OUTPUT_OPTION: _output_option,
    Kind.OUTPUT_VALUE: _output_value,
    Kind.CONDITION: _condition,
    Kind.TEXT: _text,
    Kind.SQL_COMMAND: _sql_command,
    Kind.SHELL_COMMAND: _shell_command,
    Kind.STATEMENT: _statement,
    Kind.COPY: copying.suggest,
    Kind.TARGET: target.suggest,
    Kind.RESULT_COLUMN: _result_column,
    Kind.JSON_COLUMN: filters.column,
    Kind.FILTER: filters.expression,
}


_SETTERS = re.compile(r"\\(?:set|getenv|prompt(?:\s+'[^'\n]*')?)\s+(\w+)")


def variables_in(text: str, wish: Wish) -> Wish:
    r"""The same wish, where variables are wanted with those that this text itself sets: a script, a cell."""
    if not any(isinstance(kind, wanted.Variables) for kind in wish.wanted):
        return wish
    here = tuple(dict.fromkeys(_SETTERS.findall(text, 0, wish.start)))
    return replace(
        wish,
        wanted=tuple(replace(kind, here=here) if isinstance(kind, wanted.Variables) else kind for kind in wish.wanted),
    )
