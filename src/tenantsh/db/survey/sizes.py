r"""Which documents are read as they are, as SQL, and what is read of others; for completion, `\filter` and `\keys`."""

from __future__ import annotations

LARGE = 64 * 1024
"""Bytes, as stored, of a document that is too large to be read as it is."""
LONG = 256 * 1024
"""Bytes of its text, likewise: what is stored can be much shorter."""
HUGE = 4 * 1024 * 1024
"""Bytes, as stored, of a document that is not looked into at all."""
_PERHAPS_LONG = 2048
"""Bytes, as stored, from which on a document's text could be long."""


def small(document: str) -> str:
    """Whether a document is small enough for its text to be made."""
    return f"pg_catalog.pg_column_size({document}) OPERATOR(pg_catalog.<=) {LARGE}"


def short(text: str) -> str:
    """Whether a document's text is short enough to be read."""
    return f"pg_catalog.octet_length({text}) OPERATOR(pg_catalog.<=) {LONG}"


def outlined(document: str) -> str:
    """Whether a document is one of those that are known by their first level."""
    size = f"pg_catalog.pg_column_size({document})"
    return (
        f"{size} OPERATOR(pg_catalog.>) {_PERHAPS_LONG} and {size} OPERATOR(pg_catalog.<=) {HUGE}"
        f" and not ({small(document)} and {short(f'{document}::pg_catalog.text')})"
    )


def first_level(document: str, *, array: str, long: str) -> str:
    """What a document has at its top, as text: small values as they are; `array` and `long` stand for other ones."""
    return f"""(
                select pg_catalog.jsonb_object_agg(e.key, case
                    when pg_catalog.pg_column_size(e.value) OPERATOR(pg_catalog.<) 200 then e.value
                    when pg_catalog.jsonb_typeof(e.value) OPERATOR(pg_catalog.=) 'object' then '{{}}'
                    when pg_catalog.jsonb_typeof(e.value) OPERATOR(pg_catalog.=) 'array' then {array}
                    else pg_catalog.to_jsonb({long}::pg_catalog.text)
                end)
                from (
                    select j.key, j.value
                    from pg_catalog.jsonb_each(case pg_catalog.jsonb_typeof({document}::pg_catalog.jsonb)
                        when 'object' then {document}::pg_catalog.jsonb else '{{}}' end) as j
                    limit 2000
                ) as e
            )::pg_catalog.text"""
