"""References to the shell's variables: `:name`, `:'name'`, `:"name"` and `:{?name}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.lang import tokens
from tenantsh.lang.quote import quote_identifier, quote_literal

if TYPE_CHECKING:
    from tenantsh.lang.host import Lookup

NAME = rf"{tokens.LETTER_OR_DIGIT}++"

REFERENCE = re.compile(
    rf""":(?:(?P<plain>{NAME})|'(?P<literal>{NAME})'|"(?P<name>{NAME})"|\{{\?(?P<asked>{NAME})\}})"""
)


def value(reference: re.Match[str], variable: Lookup) -> str | None:
    """What stands in the place of a reference; None where the variable is not set and the text stays as it is.

    >>> [value(found, {"x": "it's"}.get) for found in REFERENCE.finditer(":x :'x' :{?x} :{?y} :y")]
    ["it's", "'it''s'", 'TRUE', 'FALSE', None]
    """
    if reference["asked"]:
        return "FALSE" if variable(reference["asked"]) is None else "TRUE"
    held = variable(reference["plain"] or reference["literal"] or reference["name"])
    if held is None or reference["plain"]:
        return held
    return quote_literal(held) if reference["literal"] else quote_identifier(held)


def broken(value: str) -> bool:
    r"""Whether a text holds bytes that are no UTF-8: nothing that could be quoted.

    >>> broken("\udce9"), broken("é")
    (True, False)
    """
    return not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value)
