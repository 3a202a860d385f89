r"""The patterns that `\d` and its kin take, as parameters of our queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.names import EVERYTHING_VISIBLE, name_pattern
from tenantsh.lang.quote import fold_case
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking


def named(session: Asking, text: str | None, *, parts: int = 3, literal: bool = False) -> dict[str, object]:
    """What a typed pattern asks for: `name` and `schema` (regular expressions, None for any) and `visible_only`.

    With `literal`, as for operators, only `*` and `?` are special.
    Raises UsageError, in psql's words, for more than `parts` names or another database.
    """
    pattern = EVERYTHING_VISIBLE
    if text is not None and "\0" in text:  # from Python only
        raise UsageError("a name has no NUL characters")
    if text is not None:
        pattern = name_pattern(
            text,
            parts=parts,
            database=session.endpoint.database,
            literal=literal,
            version=session.server_version,
        )
    return {"name": pattern.name, "schema": pattern.schema, "visible_only": pattern.visible_only}


def catalog_type_name(typed: str) -> str:
    """A type as the catalog calls it, where SQL and its grammar have another name for it; else what was typed.

    >>> [catalog_type_name(name) for name in ("INT", "int8", "int8[]", "mood")]
    ['integer', 'int8', 'bigint[]', 'mood']
    """
    return _CATALOG_TYPES.get(fold_case(typed), typed)


_CATALOG_TYPES = {
    "decimal": "numeric",
    "float": "double precision",
    "int": "integer",
    "bool[]": "boolean[]",
    "decimal[]": "numeric[]",
    "float[]": "double precision[]",
    "float4[]": "real[]",
    "float8[]": "double precision[]",
    "int[]": "integer[]",
    "int2[]": "smallint[]",
    "int4[]": "integer[]",
    "int8[]": "bigint[]",
    "time[]": "time without time zone[]",
    "timetz[]": "time with time zone[]",
    "timestamp[]": "timestamp without time zone[]",
    "timestamptz[]": "timestamp with time zone[]",
    "varbit[]": "bit varying[]",
    "varchar[]": "character varying[]",
}
"""Types whose catalog entry has another name than the one that people type; a scalar's own name is looked for too."""
