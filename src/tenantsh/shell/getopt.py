"""Reading a command line as getopt_long does, which psql uses: what it takes, and what it says of the rest.

Clustered letters, `--name=value`, names cut short, words in between: all of it, for less than what importing argparse
or the standard library's getopt costs at start-up.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class BadFlagError(UsageError):
    """A flag that there is not, or not in this way; in getopt_long's words."""


class Flag(NamedTuple):
    """One flag: its names, its argument's name, and what help says of it."""

    name: str
    letter: str = ""
    takes: str = ""
    help: str = ""
    group: str = "General options"
    alone_too: bool = False
    """Whether its argument may be left out; the letter never has one then."""

    @property
    def argument(self) -> str:
        """Its argument as help shows it: `=FILE`, `[=TOPIC]`."""
        shown = f"={self.takes}" if self.takes else ""
        return f"[{shown}]" if self.alone_too else shown


WORD = ""
"""Stands for a flag's name where a word is not part of any."""


def given(argv: Iterable[str], flags: Sequence[Flag], first: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """What was typed, in its order: a flag's name and its value ('' without one), or `WORD` and the word.

    Names that are cut short are looked for among `first` before all others, and named in its order. Raises
    BadFlagError at what is no flag.

    >>> list(given(["-xd", "a", "--org=42", "b"], [Flag("x", "x"), Flag("db", "d", "NAME"), Flag("org", "", "ORG")]))
    [('x', ''), ('db', 'a'), ('org', '42'), ('', 'b')]
    """
    words = iter(argv)
    for word in words:
        if word == "--":
            yield from ((WORD, each) for each in words)
        elif word.startswith("--"):
            yield _named(word[2:], words, flags, first)
        elif word.startswith("-") and word != "-":
            yield from _lettered(word[1:], words, flags)
        else:
            yield WORD, word


def _named(typed: str, words: Iterator[str], flags: Sequence[Flag], first: Sequence[str]) -> tuple[str, str]:
    start, has_value, value = typed.partition("=")
    flag = _meant(start, typed, flags, first)
    if has_value and not flag.takes:
        raise BadFlagError(f"option '--{flag.name}' doesn't allow an argument")
    if has_value or not flag.takes or flag.alone_too:
        return flag.name, value
    return flag.name, _argument(words, f"option '--{flag.name}' requires an argument")


def _meant(start: str, typed: str, flags: Sequence[Flag], first: Sequence[str]) -> Flag:
    known = {flag.name: flag for flag in flags}
    if start in known:
        return known[start]
    for names in ([name for name in first if name in known], list(known)):
        found = [name for name in names if name.startswith(start)]
        if len(found) > 1:
            possible = " ".join(f"'--{name}'" for name in found)
            raise BadFlagError(f"option '--{typed}' is ambiguous; possibilities: {possible}")
        if found:
            return known[found[0]]
    raise BadFlagError(f"unrecognized option '--{typed}'")


def _lettered(cluster: str, words: Iterator[str], flags: Sequence[Flag]) -> Iterator[tuple[str, str]]:
    known = {flag.letter: flag for flag in flags if flag.letter}
    while cluster:
        letter, cluster = cluster[0], cluster[1:]
        flag = known.get(letter)
        if flag is None:
            raise BadFlagError(f"invalid option -- '{_first_byte(letter)}'")
        if not flag.takes or flag.alone_too:
            yield flag.name, ""
            continue
        yield flag.name, cluster or _argument(words, f"option requires an argument -- '{letter}'")
        return


def _argument(words: Iterator[str], otherwise: str) -> str:
    for word in words:
        return word
    raise BadFlagError(otherwise)


def _first_byte(letter: str) -> str:
    """What C takes for the letter, where it has several bytes."""
    return os.fsencode(letter)[:1].decode("utf-8", "surrogateescape")
