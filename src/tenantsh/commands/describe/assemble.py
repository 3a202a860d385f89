r"""From a name to what `\d` says: one round trip for the relations it names, one for everything about them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from tenantsh.commands.describe import behaviour, columns, family, keys, policies, sequence, storage
from tenantsh.commands.describe.relation import RELATIONS, Look
from tenantsh.commands.describe.section import Remark, Section
from tenantsh.commands.headings import tabulate
from tenantsh.commands.patterns import named
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.db.query import Request
    from tenantsh.db.session import Session

ORDER: tuple[Section[Any] | Remark, ...] = (
    family.PARTITION,
    family.PARTITION_KEY,
    family.TOAST_OWNER,
    storage.INDEX,
    keys.INDEXES,
    keys.CHECKS,
    keys.FOREIGN_KEYS,
    keys.REFERENCES,
    policies.POLICIES,
    behaviour.STATISTICS,
    behaviour.RULES,
    behaviour.PUBLICATIONS,
    keys.NOT_NULLS,
    behaviour.VIEW_DEFINITION,
    behaviour.VIEW_RULES,
    behaviour.TRIGGERS,
    storage.FOREIGN_SERVER,
    family.PARENTS,
    family.PARTITIONS,
    family.CHILDREN,
    family.TYPED,
    storage.REPLICA_IDENTITY,
    storage.TABLESPACE,
    storage.ACCESS_METHOD,
    storage.OPTIONS,
    sequence.OWNER,
)
"""Every footer, in psql's order."""

_AT_ONCE = 50
"""Relations that are described in one round trip: a pattern may name ten thousand."""


def describe(session: Session, pattern: str, *, verbose: bool = False) -> list[Result]:
    """Describe every relation that a pattern names, in the order of schemas and names; empty if none.

    Raises UsageError for what cannot be a pattern, StatementError with the server's SQLSTATE. Sees what the tenant's
    role may see, as psql in that role would.
    """
    major = session.server_version // 10000
    relations = session.fetch(RELATIONS, **named(session, pattern))
    looks = [Look(relation, verbose, major) for relation in relations]
    batches = (looks[start : start + _AT_ONCE] for start in range(0, len(looks), _AT_ONCE))
    return [result for batch in batches for result in _describe_together(session, batch)]


def _describe_together(session: Session, looks: Sequence[Look]) -> Iterator[Result]:
    asked = [_requests(look) for look in looks]
    answers = iter(session.fetch_all(*chain.from_iterable(asked)))
    for look, requests in zip(looks, asked, strict=True):
        yield _result(look, [next(answers) for _ in requests])


def _requests(look: Look) -> list[Request]:
    main = sequence.COUNTING if look.at("S") else columns.ATTRIBUTES
    return [main.ask(relation=look.relation.oid), *(section.ask(look) for section in _asked(look))]


def _asked(look: Look) -> list[Section[Any]]:
    return [section for section in ORDER if isinstance(section, Section) and section.wanted(look)]


def _result(look: Look, answers: Sequence[list[Any]]) -> Result:
    """The answers to `_requests`, put together."""
    main, *rest = answers
    told = dict(zip(_asked(look), rest, strict=True))
    parts = tuple(part for section, rows in told.items() if (part := section.table(rows)) is not None)
    footers = tuple(_footers(look, told))
    if look.at("S"):
        return Result.of(sequence.Counting, main, title=look.relation.title, footers=footers, parts=parts)
    headings, cells = tabulate(list(columns.headings(look)), main, absent="")
    return Result(
        columns=headings, cells=cells, title=look.relation.title, footers=footers, parts=parts, expandable=False
    )


def _footers(look: Look, told: Mapping[Section[Any], list[Any]]) -> Iterator[str]:
    for entry in ORDER:
        if isinstance(entry, Remark):
            yield from entry.lines(look)
        elif entry in told:
            yield from entry.lines(look, told[entry])
