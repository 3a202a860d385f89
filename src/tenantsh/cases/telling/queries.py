r"""Recorded statements as another program may read them: only what asks, and nothing in it that the program would do.

A case's file is another person's. In a script `\! rm …` within a statement would be psql's command, and `:name` its
variable, so statements with such a thing in them are handed over in quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.lang.host import INERT, Host
from tenantsh.lang.lead import keywords
from tenantsh.lang.quote import quote_literal
from tenantsh.lang.scan import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.case import Parameter, Recorded

_ASKS = frozenset({"select", "with", "values", "table", "show", "explain"})
_TYPE = re.compile(r'(?:[\w ]+|"[^"\\]+")(?:\.(?:\w+|"[^"\\]+"))?(?:\(\d+(?:,\d+)?\))?(?:\[\])*')


def asked(recorded: Recorded) -> list[str] | None:
    """The queries that a recorded text is made of, without semicolons; None where it is none, or more than queries.

    With parameters it is a PREPARE and an EXECUTE: these two every psql and every server has.
    """
    parts = _parts(recorded.sql)
    if "\0" in recorded.sql or not parts or not all(_ASKS.intersection(keywords(part)) for part in parts):
        return None
    if not recorded.parameters:
        return parts
    if len(parts) > 1:
        return None
    name = f"recorded_{recorded.n}"
    types = ", ".join(_type(one) for one in recorded.parameters)
    values = ", ".join(_value(one) for one in recorded.parameters)
    return [f"PREPARE {name} ({types}) AS\n{parts[0]}", f"EXECUTE {name}({values})"]


def is_plain(text: str) -> bool:
    """Whether a query can stand in a script as it is: it has no backslash, colon or end that means anything there."""
    met: list[str] = []

    def meet(name: str) -> None:
        met.append(name)

    scanner = Scanner(Host(variable=meet))
    scanner.open(f"{text}\n;")
    return scanner.scan() == ";" and not met and scanner.close().rest == "" and scanner.buffer == f"{text}\n;"


def in_dollars(text: str) -> str:
    """A text as a literal that is read as it stands, by psql too."""
    tag = next(tag for tag in _tags() if tag not in text)
    return f"{tag}{text}{tag}"


def _tags() -> Iterator[str]:
    yield "$sql$"
    number = 1
    while True:
        yield f"$sql{number}$"
        number += 1


def _parts(text: str) -> list[str]:
    """The statements of a text, as the server parts them."""
    scanner = Scanner(INERT, shell=False)
    scanner.open(text)
    found = []
    while True:
        at = scanner.scan()
        found.append(scanner.buffer.removesuffix(";").strip())
        if at != ";":
            break
        scanner.reset()
    return [part for part in found if keywords(part) or part]


def _type(one: Parameter) -> str:
    return one.type if one.type and _TYPE.fullmatch(one.type) else "unknown"


def _value(one: Parameter) -> str:
    return "NULL" if one.value is None else quote_literal(one.value).strip()
