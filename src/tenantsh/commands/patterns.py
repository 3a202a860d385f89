r"""The patterns that `\d` and its kin take, as parameters of our queries."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a typed pattern matches: regular expressions, or None where anything does.

    Without a schema only what the search path shows is meant.
    """

    schema: str | None = None
    name: str | None = None

    @classmethod
    def read(cls, text: str | None) -> Pattern:
        r"""A pattern as psql reads it.

        >>> Pattern.read("ev*")
        Pattern(schema=None, name='^(ev.*)$')
        """
        if text is None:
            return cls()
        parts = re.findall(r'((?:[^".]|"(?:[^"]|"")*")*)(?:\.|$)', text)[:-1] or [text]
        regexes = [_regex(part) for part in parts][-2:]
        return cls(*([None] * (2 - len(regexes))), *regexes)


def _regex(part: str) -> str:
    out = []
    for quoted, plain in re.findall(r'"((?:[^"]|"")*)"|([^"]+)', part):
        if quoted:
            out.append(re.sub(r"([|*+?()\[\]{}.^$\\])", r"\\\1", quoted.replace('""', '"')))
        else:
            out.append(plain.lower().replace("*", ".*").replace("?", ".").replace("$", r"\$"))
    return f"^({''.join(out)})$"
