"""What is wanted of each kind of argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.kinds import Choice, File, Kind, Named, Relations, Routines, Types
from tenantsh.commands.registry import Reads
from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.suggest.meta import archived, copying, filters, letters, paths, target
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.commands.kinds import Argument
    from tenantsh.shell.completion.suggest.meta.line import Line

_UNQUOTED = ("operator", "encoding", "prepared statement")
"""These are no identifiers: quotes would be a part of them."""


def wish(kind: Argument | None, line: Line) -> Wish | None:
    """A wish for the argument at the line's cursor; None where nothing is known of it."""
    match kind:
        case Relations(relkinds):
            return line.name_wish(*letters.relations(relkinds, line))
        case Routines(prokinds):
            return line.name_wish(wanted.Routines(letters.narrowed(prokinds, line)))
        case Types(typtypes):
            return line.name_wish(wanted.Types(typtypes))
        case Named(noun):
            return line.name_wish(wanted.Things(noun), exact=noun in _UNQUOTED)
        case Choice(words, meanings):
            meant = meanings or ("",) * len(words)
            return line.word_wish(wanted.Texts(tuple(zip(words, meant, strict=True)), "value"))
        case File(endings, folder):
            return paths.suggest(line, wanted.Files(folder, endings=endings))
        case None:
            return None
        case _:
            return _KINDS[kind](line)


def _setting(line: Line) -> Wish | None:
    return line.word_wish(wanted.Settings())


def _organization(line: Line) -> Wish | None:
    r"""An organization; of a name with blanks all of it, though `\org` wants it in quotes."""
    if line.command.reads is Reads.LINE:  # something else follows
        return line.word_wish(wanted.Organizations(quote="'" if line.word.open else ""))
    first = (*line.typed.words, line.word)[0]
    quoted = first.raw.startswith("'")
    word = line.typed.line if line.typed.words else first.text
    return Wish(
        (wanted.Organizations(quote="'" if quoted else ""),), line.start + first.start + quoted, word, exact=True
    )


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


def _case_file(line: Line) -> Wish | None:
    return paths.suggest(line, wanted.Files()) if line.before in ("save", "resume") else None


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
    Kind.CASE_FILE: _case_file,
    Kind.ARCHIVED_ROWS: archived.suggest,
}
