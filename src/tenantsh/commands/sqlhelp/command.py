r"""`\\h`: help on the syntax of SQL, found by the beginning of a command's name as in psql."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.commands.sqlhelp.synopses import Topic, topics
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.commands.context import Context

_DOCUMENTATION = "https://www.postgresql.org/docs"


@command(
    r"\h",
    "[NAME]",
    group=Group.HELP,
    examples=[r"\h", r"\h drop table", r"\h *"],
    reads=Reads.LINE,
    direct=True,
    aliases=[r"\help"],
)
def help_on_sql(ctx: Context, name: kinds.SqlCommand = "") -> Result:
    """Show the syntax of SQL commands, `*` for all of them.

    The beginning of a name is enough. Commands and clauses are those of the server's own version.
    """
    major = ctx.session.server_version // 10_000
    wanted = name.strip().rstrip("; \t\n\r\f\v")
    if not wanted:
        return _said(catalogue([topic.title for topic in topics(major)], _screen_width()))
    found = matching(wanted, topics(major))
    if not found:
        return _said(f'No help available for "{wanted}".\nTry \\h with no arguments to see available help.\n')
    return _said("".join(described(topic, major) for topic in found))


def matching(wanted: str, known: Sequence[Topic]) -> list[Topic]:
    """The commands that begin with all of a text, or else with its first two words, or else with its first one.

    >>> [topic.title for topic in matching("create table as select", topics(18))]
    ['CREATE TABLE', 'CREATE TABLE AS', 'CREATE TABLESPACE']
    >>> [topic.title for topic in matching("set", topics(18))]
    ['SET']
    """
    if wanted == "*":
        return list(known)
    same = [topic for topic in known if topic.title == wanted.upper()]
    words = wanted.split(" ")
    tries = (wanted, " ".join(words[:2]), words[0])
    return same or next(filter(None, (_beginning(text, known) for text in tries)), [])


def _beginning(text: str, known: Sequence[Topic]) -> list[Topic]:
    return [topic for topic in known if topic.title.startswith(text.upper())]


def described(topic: Topic, major: int) -> str:
    """What is shown of one command."""
    return (
        f"Command:     {topic.title}\n"
        f"Description: {topic.description}\n"
        f"Syntax:\n{topic.synopsis}\n\n"
        f"URL: {_DOCUMENTATION}/{major}/{topic.page}\n\n"
    )


def catalogue(titles: Sequence[str], width: int) -> str:
    """The list of commands, in as many columns as the screen takes."""
    cell = max(map(len, titles)) + 1
    columns = max((width - 3) // cell, 1)
    rows = -(-len(titles) // columns)
    lines = ["Available help:"]
    for row in range(rows):
        cells = [titles[at] if at < len(titles) else "" for at in range(row, rows * columns, rows)]
        lines.append("  " + "".join(f"{text:<{cell}}" for text in cells[:-1]) + cells[-1])
    return "\n".join(lines) + "\n"


def _screen_width() -> int:
    return (sys.stdout.isatty() and os.get_terminal_size(sys.stdout.fileno()).columns) or 80


def _said(text: str) -> Result:
    return Result(data=[text.encode("utf-8", "surrogateescape")])
