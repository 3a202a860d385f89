"""All relations that a role may use, a line each: what row security leaves it of their rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.policies import words
from tenantsh.model.result import Result
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.db.policies import Secured, Subject, Table

_FEW = 3
"""So many partitions alike are told one by one."""
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Secure:
    """A relation, and how row security stands there for a role."""

    schema: str
    name: str
    kind: str
    role: str
    rows: str
    """What row security leaves the role: `by policy`, `no rows`, `every row`, `unknown`."""
    why: str
    """The policies for SELECT, or why they are not asked."""
    tenant_column: str | None
    row_security: bool
    forced: bool
    applies: bool
    owner: str
    may: str
    """The commands that it has a privilege for, of one column at least."""
    policies: int
    """All of its policies; `own_policies`: those for the role."""
    own_policies: int
    partition_of: str | None
    """Whose partition or inheriting table it is, where that one was looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line for people: a relation, or partitions that are alike."""

    name: str
    table: Table


def result(found: Secured, tables: Sequence[Table]) -> Result:
    """The relations as data, in the order of their names."""
    named = {table.relation.relation: table.relation.sql for table in found.tables}
    rows = [_secure(table, named) for table in tables]
    return Result.of(Secure, rows, title=title(found))


def title(found: Secured) -> str:
    """What is above them."""
    return f"Row security for {found.subject.role}"


def page(found: Secured, tables: Sequence[Table], *, whole: bool, width: int = 0) -> Result:
    """The relations for people's eyes: those first where a tenant's column is and every row is there to be had."""
    shown = sorted(_lines(tables, whole=whole), key=lambda line: _rank(line.table))
    headings: list[Heading[Line]] = [
        Heading("Relation", lambda line: line.name),
        Heading("Kind", lambda line: words.kind(line.table.relation)),
        Heading("Row security", lambda line: words.security(line.table.relation)),
        Heading("May", lambda line: ", ".join(words.granted(line.table.relation))),
        Heading("Rows", lambda line: words.rows(line.table)),
        Heading("Why", lambda line: words.why(line.table)),
    ]
    columns, cells = tabulate(headings, shown, absent="")
    footers = [part for text in beneath(found, tables) for part in wrap(text, width or _WIDTH)]
    return Result(columns=columns, cells=cells, title=title(found), footers=tuple(footers), expandable=False)


def beneath(found: Secured, tables: Sequence[Table]) -> Iterator[str]:
    """What is to be said of all of them."""
    who = found.subject
    yield f"{words.above(who)}: row security applies to it nowhere." if who.above else _attributes(who)
    opened = [] if who.above else [table for table in tables if _is_alarming(table)]
    if opened:
        names = words.listed([table.relation.label for table in opened])
        yield f"{counted(len(opened), 'relation')} with organizations' rows where no policy decides: {names}."
    hidden = len(found.tables) - len(tables)
    if hidden:
        yield rf"{counted(hidden, 'relation')} of which {who.role} may use nothing are left out: \rls+ has them."


def _attributes(who: Subject) -> str:
    login = "" if who.login == who.role else f" (the login is {who.login})"
    off = "" if who.row_security else " row_security is off: queries that policies decide about fail."
    return f"{who.role}{login} is no superuser and has no BYPASSRLS.{off}"


def _is_alarming(table: Table) -> bool:
    """Whether the role reads rows of organizations past row security, as far as columns tell."""
    row = table.relation
    if not (row.usage and row.selects) or words.rows(table) == words.POLICY or not table.open:
        return False
    return row.tenant_column is not None or any(
        each.tenant_column is not None and not each.applies for each in table.beneath
    )


def _lines(tables: Sequence[Table], *, whole: bool) -> Iterator[Line]:
    """A line for each relation; without `whole`, one for the partitions of a table that are alike."""
    by_root: dict[tuple[object, ...], list[Table]] = defaultdict(list)
    for table in tables:
        by_root[_alike(table)].append(table)
    for alike in by_root.values():
        if whole or len(alike) <= _FEW:
            yield from (Line(table.relation.label, table) for table in alike)
        else:
            yield Line(f"{alike[0].relation.label} and {len(alike) - 1:,} more", alike[0])


def _alike(table: Table) -> tuple[object, ...]:
    row = table.relation
    if not row.is_partition:
        return (row.relation,)
    return (row.root, words.security(row), *words.granted(row), words.rows(table), words.why(table))


def _rank(table: Table) -> tuple[bool, str, str]:
    return (not _is_alarming(table), table.relation.schema, table.relation.name)


def _secure(table: Table, named: Mapping[int, str]) -> Secure:
    row = table.relation
    return Secure(
        row.schema,
        row.name,
        words.kind(row),
        table.subject.role,
        words.rows(table),
        words.why(table),
        row.tenant_column,
        row.enabled,
        row.forced,
        row.applies,
        row.owner,
        ", ".join(words.granted(row)),
        len(table.policies),
        len(table.mine),
        named.get(row.parent) if row.parent is not None else None,
    )
