"""What is being described: one relation, how closely it is looked at, and what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Collection

_NOUNS = {
    "r": "table",
    "v": "view",
    "m": "materialized view",
    "i": "index",
    "I": "partitioned index",
    "S": "sequence",
    "t": "TOAST table",
    "c": "composite type",
    "f": "foreign table",
    "p": "partitioned table",
}
"""What a relkind is called; the same words in titles and lists."""


class Relation(NamedTuple):
    """A row of pg_class as far as it decides how the relation is described."""

    oid: int
    schema: str
    name: str
    kind: str
    """The relkind: `r`, `v`, `m`, `i`, `I`, `S`, `t`, `c`, `f` or `p`."""
    persistence: str
    """`p` permanent, `u` unlogged, `t` temporary."""
    is_partition: bool
    has_indexes: bool
    has_checks: bool
    has_rules: bool
    has_triggers: bool
    row_security: bool
    row_security_forced: bool
    replica_identity: str
    """`d` default, `n` nothing, `f` full, `i` an index."""
    partition_key: str | None
    of_type: str | None
    access_method: str | None
    tablespace: str | None
    """None for the database's own."""
    options: str | None
    """Storage parameters, those of its TOAST table too."""

    @property
    def title(self) -> str:
        r"""The line above the description, as psql writes it; names are not quoted for SQL in it."""
        noun = noun_of(self.kind)
        words = f"unlogged {noun}" if self.persistence == "u" and self.kind != "t" else noun
        return f'{words[0].upper()}{words[1:]} "{self.schema}.{self.name}"'


RELATIONS = Query("describe/relations", Relation)


class Look(NamedTuple):
    """One relation, and how closely it is looked at."""

    relation: Relation
    verbose: bool
    """Whether a `+` was typed."""
    major: int
    """The server's major version, whose psql is followed."""
    hides: Collection[str] = ()
    """psql's variables that are on and hide something: `HIDE_TABLEAM`, `HIDE_TOAST_COMPRESSION`."""
    tenant_column: str | None = None
    r"""What tells tenants apart; None where nobody asked about them, as all but `\d++` do."""

    def at(self, kinds: str) -> bool:
        """Whether the relation is of one of these kinds.

        >>> events = Relation(1, "public", "events", "p", "p", *[False] * 7, "d", *[None] * 5)
        >>> Look(events, verbose=False, major=18).at("rp")
        True
        """
        return self.relation.kind in kinds


def noun_of(kind: str) -> str:
    """What a relation of this kind is called.

    >>> noun_of("m")
    'materialized view'
    """
    return _NOUNS.get(kind, f"?{kind}?")
