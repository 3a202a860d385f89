"""Which row is meant: what was typed as its key, as a condition with parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.quote import fold_case, quote_identifier
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenantsh.db.why.rows import KeyColumn

_COMPARED = re.compile(r'(?:[^\W\d][\w$]*|"[^"]+")(?P<sign><>|[<>!]=?|=)')
"""What begins as a comparison with a column does."""
_WORDLESS = frozenset(
    {
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "real",
        "double precision",
        "boolean",
        "uuid",
        "date",
        "timestamp with time zone",
        "timestamp without time zone",
    }
)
"""Types of which a comparison's words are certainly no value."""


@dataclass(frozen=True, slots=True)
class Key:
    """Columns and the texts of their values."""

    columns: tuple[KeyColumn, ...]
    values: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]

    @property
    def params(self) -> dict[str, object]:
        """The values by the names that `condition` has for them with `:key`."""
        return {f"key{at}": value for at, value in enumerate(self.values, 1)}

    @property
    def moment(self) -> str | None:
        """The value that says which partition; None where the key does not say it."""
        return next((v for c, v in zip(self.columns, self.values, strict=True) if c.moment), None)

    def condition(self, alias: str, sign: str = ":key") -> str:
        """As SQL, with `:key1` or `$1` and so on for the values.

        An admin asks it of tables of other people's: no cast, check of a domain or operator of theirs may answer.
        """
        return " AND ".join(
            f"{alias}.{quote_identifier(column.name)} OPERATOR(pg_catalog.=) {sign}{at}::{column.type}"
            for at, column in enumerate(self.columns, 1)
        )

    def called(self, columns: Mapping[str, KeyColumn]) -> Key:
        """The same for columns that other ones stand for, those of a view for example."""
        return Key(tuple(columns[column.name] for column in self.columns), self.values)

    def __str__(self) -> str:
        return " AND ".join(f"{quote_identifier(name)} = '?'" for name in self.names)


def read(typed: Sequence[str], columns: Sequence[KeyColumn], tenant_column: str = "") -> Key:
    """What was typed: values of the primary key's columns in their order, or `COLUMN=VALUE`. Raises UsageError.

    Where they are too few, the organization's column is left out first: Citus wants it in every key.
    """
    primary = sorted((column for column in columns if column.key >= 0), key=lambda column: column.key)
    if len(typed) < len(primary):
        primary = [column for column in primary if column.name != tenant_column]
    found: dict[str, tuple[KeyColumn, str]] = {}
    for word in typed:
        column, value = _named(word, columns) or (_next(word, primary, found, columns), word)
        if column.name in found:
            raise UsageError(f'the column "{column.name}" is said twice')
        if "\0" in value:
            raise UsageError("a value cannot hold the character NUL")
        found[column.name] = (column, value)
    if not found:
        raise UsageError("which row? no key was said", hint=r"\why TABLE KEY...")
    return Key(tuple(column for column, _ in found.values()), tuple(value for _, value in found.values()))


def spaced(typed: Sequence[str]) -> list[str]:
    """Words as they were typed, with blanks around `=` taken out.

    >>> spaced(["id", "=", "1", "org_id=", "42", "name", "=x", "name=", "kind=a"])
    ['id=1', 'org_id=42', 'name=x', 'name=', 'kind=a']
    """
    made: list[str] = []
    for word in typed:
        before = made[-1] if made else ""
        behind = before.endswith("=") and _COMPARED.fullmatch(before) and not _COMPARED.match(word)
        opens = word.startswith("=") and _COMPARED.fullmatch(f"{before}=")
        if behind or opens:
            made[-1] += word
        else:
            made.append(word)
    return made


def _named(word: str, columns: Sequence[KeyColumn]) -> tuple[KeyColumn, str] | None:
    """The column and its value, where a word begins with a column's name, as it is or as SQL reads it."""
    typed, equals, value = word.partition("=")
    if not equals:
        return None
    by_name = {column.name: column for column in columns}
    unquoted = typed[1:-1].replace('""', '"') if len(typed) > 1 and typed[0] == typed[-1] == '"' else fold_case(typed)
    column = by_name.get(typed) or by_name.get(unquoted)
    return None if column is None else (column, value)


def _next(
    word: str, primary: Sequence[KeyColumn], found: Mapping[str, object], columns: Sequence[KeyColumn]
) -> KeyColumn:
    """The primary key's next column, of which a word without a column's name is the value."""
    left = next((column for column in primary if column.name not in found), None)
    if left is not None and not (left.type in _WORDLESS and _COMPARED.match(word)):
        return left
    compared = _COMPARED.match(word)
    if compared and compared["sign"] != "=":
        why = f"it is looked for by = and not by {compared['sign']}"
        raise UsageError(f"which row is {word!r}?", why=why, hint="COLUMN=VALUE")
    name, equals, _ = word.partition("=")
    if equals:
        from difflib import get_close_matches

        near = get_close_matches(name, [column.name for column in columns], n=1)
        raise UsageError(f'there is no column "{name}"', hint=f"did you mean {near[0]}?" if near else "COLUMN=VALUE")
    why = "the primary key has no more columns" if primary else "there is no primary key"
    raise UsageError(f"which column is {word!r} of?", why=why, hint="COLUMN=VALUE")
