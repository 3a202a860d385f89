"""The packaged synopses, as they are for one major of the server."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from tenantsh.lang.majors import is_for, without_majors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILES = ("alter", "create", "drop", "rows", "transactions", "upkeep")


@dataclass(frozen=True, slots=True)
class Topic:
    """What help says about one SQL command."""

    title: str
    """`CREATE TABLE`, and so on."""
    description: str
    page: str
    """Its page in PostgreSQL's documentation: `sql-createtable.html`."""
    statements: str
    blocks: tuple[tuple[str, str], ...]
    """The names in the statements that stand for more, each with its synopsis."""

    @property
    def synopsis(self) -> str:
        """The whole syntax as it is shown."""
        parts = [self.statements]
        for word, (name, text) in zip(("where", *["and"] * len(self.blocks)), self.blocks, strict=False):
            parts.append(f"{word} {name} is:\n\n{text}")
        return "\n\n".join(parts)


@functools.cache
def topics(major: int) -> tuple[Topic, ...]:
    """Every command that a server of this major knows, by title."""
    return tuple(topic(title, major) for title in titles(major))


def titles(major: int) -> tuple[str, ...]:
    """Every command that a server of this major knows, in order."""
    return tuple(sorted(_bodies(major)))


@functools.cache
def topic(title: str, major: int) -> Topic:
    """One command, by its title; the others are not looked at."""
    bodies, shared = _bodies(major), _shared(major)
    description, page, text = bodies[title].split("\n", 2)
    if text.startswith("like "):
        text = bodies[text.removeprefix("like ").strip()].split("\n", 2)[2]
    statements = _lines(text.split("\n:: ", 1)[0], major).replace("~", title)
    blocks = [
        (name, _lines(body, major) or _lines(shared[name], major)) for name, body in _sections(text, ":: ", major)
    ]
    return Topic(title, description.strip(), page.strip(), statements, tuple(blocks))


@functools.cache
def _bodies(major: int) -> Mapping[str, str]:
    return {title: body for file in _FILES for title, body in _sections(_read(file), "= ", major)}


@functools.cache
def _shared(major: int) -> Mapping[str, str]:
    return dict(_sections(_read("shared"), ":: ", major))


def _sections(text: str, mark: str, major: int) -> Iterator[tuple[str, str]]:
    """The headings that are for this major, each with the text beneath it."""
    for section in re.split(f"^{mark}", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        if is_for(heading, major):
            yield without_majors(heading), body


def _lines(text: str, major: int) -> str:
    return "\n".join(without_majors(line) for line in text.splitlines() if is_for(line, major)).strip("\n")


def _read(file: str) -> str:
    return resources.files(__package__).joinpath(f"{file}.txt").read_text(encoding="utf-8")
