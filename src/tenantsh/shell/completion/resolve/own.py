r"""What the shell itself has names for: output options, values, titles of `\h`, the environment."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tenantsh.commands.kinds import Kind
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.quoting import argument
from tenantsh.shell.completion.resolve.words import in_lower_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Own

_TEXTS = {
    "null": (("'(null)'", "a word"), ("'∅'", "a sign"), ("''", "nothing")),
    "fieldsep": (("','", "comma"), (r"'\t'", "tab"), ("'|'", "bar"), ("';'", "semicolon")),
    "csv_fieldsep": (("','", "comma"), (r"'\t'", "tab"), ("';'", "semicolon")),
    "recordsep": ((r"'\n'", "newline"), ("' '", "blank")),
    "columns": (("0", "the terminal's width"), ("80", ""), ("120", "")),
    "pager_min_lines": (("0", "always"), ("50", "")),
}
"""What people set where any text will do."""
_ASKED = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE TABLE", "ALTER TABLE", "CREATE INDEX", "COPY", "GRANT",
    "CREATE POLICY", "MERGE", "EXPLAIN", "CREATE FUNCTION", "CREATE VIEW", "VACUUM",
)  # fmt: skip
"""What help is asked for most."""


def own(wanted: Own, looking: Looking) -> Iterable[Found]:
    """Everything of the wanted kind that fits the typed word."""
    return _KINDS[wanted.kind](wanted, looking)


def _major(looking: Looking) -> int:
    return looking.catalog.version // 10000


def _options(wanted: Own, looking: Looking) -> Iterator[Found]:
    from tenantsh.commands.psets import SETTINGS, known

    usual = ("format", "border", "null", "pager", "linestyle", "expanded", "title", "tuples_only", "footer")
    aliases = [(alias, name) for name in known(_major(looking)) for alias in SETTINGS[name].aliases]
    for name, of in [*((name, name) for name in known(_major(looking))), *aliases]:
        match = looking.match(name)
        if match is not None:
            order = usual.index(name) if name in usual else len(usual)
            late = 0 if name == of else 1
            yield Found(
                name, name, "option", wanted.fit, match, _meanings()[of], after=wanted.of, late=late, order=order
            )


@cache
def _meanings() -> dict[str, str]:
    from tenantsh.shell.settings import display

    return {setting.name.split()[0]: setting.help for setting in display()}


def _option_values(wanted: Own, looking: Looking) -> Iterator[Found]:
    from tenantsh.commands.psets import find

    setting = find(wanted.of, _major(looking))
    if setting is not None:
        words = [(word, "") for word in setting.words] or list(_TEXTS.get(wanted.of, ()))
        yield from _values(words, wanted, looking)


def _variable_values(wanted: Own, looking: Looking) -> Iterator[Found]:
    from tenantsh.shell.special import SPECIAL

    special = SPECIAL.get(wanted.of)
    if special is not None:
        present = looking.person.variables.get(wanted.of, special.start)
        words = [(word, "as it is now" if word == present else "") for word in special.values]
        yield from _values(words, wanted, looking)


def _values(words: Iterable[tuple[str, str]], wanted: Own, looking: Looking) -> Iterator[Found]:
    quoted = looking.wish.quoted
    for at, (word, detail) in enumerate(words):
        text = word.strip("'") if quoted else word
        match = looking.match(text)
        if match is not None:
            about = detail or f"{wanted.of} {word}"
            yield Found(word, text, "value", wanted.fit, match, about, after="'" if quoted else "", order=at)


def _environment(wanted: Own, looking: Looking) -> Iterator[Found]:
    from tenantsh.shell.settings import ENVIRONMENT

    known = {setting.name: setting.help for setting in ENVIRONMENT}
    for name in sorted({*known, *os.environ}):
        match = looking.match(name)
        if match is not None:
            late = name not in known
            yield Found(name, argument(name), "environment variable", wanted.fit, match, known.get(name, ""), late=late)


def _titles(wanted: Own, looking: Looking) -> Iterator[Found]:
    from tenantsh.commands.sqlhelp.synopses import topics

    about = {topic.title: topic.description for topic in topics(_major(looking))}
    titles = [*(title for title in _ASKED if title in about), *(title for title in about if title not in _ASKED)]
    word = looking.wish.word.upper()
    lower = in_lower_case(replace(looking, wish=replace(looking.wish, word=looking.wish.word.strip())))
    for at, title in enumerate(titles):
        if title.startswith(word):
            yield Found(title, title.lower() if lower else title, "SQL command", wanted.fit, 0, about[title], order=at)


_KINDS: dict[Kind, Callable[[Own, Looking], Iterable[Found]]] = {
    Kind.OUTPUT_OPTION: _options,
    Kind.OUTPUT_VALUE: _option_values,
    Kind.VALUE: _variable_values,
    Kind.ENVIRONMENT_VARIABLE: _environment,
    Kind.SQL_COMMAND: _titles,
}
