r"""`\filter`: the rows whose documents fulfil a filter, how many there are, and whether an index serves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.documents import hints as hinting
from tenantsh.commands.documents import readings
from tenantsh.commands.documents.meant import meant
from tenantsh.commands.documents.remedies import Case, Owned, remedies
from tenantsh.commands.documents.report import Line, Said, folded, lines, matches
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.db.glances.glance import SECONDS, Peek
from tenantsh.db.jsonb.sampling import any_rows, sample
from tenantsh.db.jsonb.table import find
from tenantsh.db.jsonb.verdict import judge
from tenantsh.lang import filters
from tenantsh.lang.filters.compiling import Column
from tenantsh.lang.filters.settling import columns_in, settled
from tenantsh.lang.target import split_target
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.glances.glance import Glance
    from tenantsh.db.jsonb.sampling import Sample
    from tenantsh.db.jsonb.table import JsonColumn, JsonTable
    from tenantsh.lang.filters.condition import Condition
    from tenantsh.lang.filters.tree import Filter

ROWS = 10
"""How many of the first rows are shown."""
_GOES_ON = r"\g has all of them; \gx, \g FILE, \e and \watch go on from here too"
_NO_JSONB = "22P05"
_HELP = r"\filter TABLE tier=premium seats>=10; \? filter has the language in short"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A filter on a table, ready to be sent."""

    table: JsonTable
    column: JsonColumn | None
    """The one that terms are about which do not name theirs."""
    filter: Filter
    condition: Condition

    def query(self, condition: str) -> str:
        return f"SELECT {self.table.selected} FROM {self.table.spelled} WHERE {condition}"

    @property
    def default(self) -> str | None:
        return self.column.name if self.column is not None else None

    @property
    def columns(self) -> list[str]:
        """Those that the filter is about."""
        asked = {column or self.default for column in columns_in(self.filter)}
        return [each.name for each in self.table.columns if each.name in asked] or [self.table.columns[0].name]


@command(
    r"\filter",
    "TABLE[.COLUMN] EXPR",
    group=Group.DOCUMENTS,
    modifiers="+",
    reads=Reads.LINE,
    examples=[r"\filter resource_metadata tier=premium !archived", r"\filter+ events.payload has:source"],
)
def filter_(ctx: Context, line: kinds.Filtering, modifiers: str = "") -> Iterator[Result]:
    r"""Find rows by what their JSON documents say: `tier=premium seats>=10 tags~beta !archived`.

        tier=premium seats>=10 archived    equal, in its type; in a range; true
        tier!=free !archived               the opposite, also where there is no tier
        region in eu,us   plan is null     one of these; of this type
        tags~beta                          the array has this element
        items[sku=a qty>=3]                one element fulfils all of this
        name*=acme name^=ac name=~"^ac"    has the text, begins with it, matches it
        has:sso missing:sso any:x          the key is there, is not; a value anywhere
        owner.email=x "odd key"=1          keys of keys; quotes where they are needed
        a=1 or (b=2 !c=3)                  terms side by side have to hold all
        seats>=:n  id in :ids              a variable's value, never more than a value

    It says which SQL this is, whether an index serves it for this role, how many rows match, and what may have been
    meant instead; the first rows follow. The whole query is then what \g, \gx, \e, \watch and \p take when the query
    buffer is empty: `\g (format=csv) rows.csv` has all rows. `+` adds the plan, and the SQL of what would help.
    docs/jsonb.md has the language.
    """
    asked = _asked(ctx, line)
    query = asked.query(asked.condition.literal)
    glance = _glance(ctx, asked, Peek(query, asked.table.spelled, ROWS, explain="+" in modifiers, seconds=SECONDS))
    ctx.previous = query
    report = _report(ctx, asked, glance)
    plan = replace(glance.told, title="Plan", footers=()) if glance.told is not None else None
    yield report
    if plan is not None:
        yield plan
    if glance.rows is not None:
        rows = _rows(asked, glance, (report, plan) if plan is not None else (report,))
        yield replace(rows, notes=(_GOES_ON,)) if rows.truncated and ctx.interactive else rows


# -- what is asked -------------------------------------------------------------------------------------------------


def _asked(ctx: Context, line: str) -> _Asked:
    names, expression = split_target(line)
    if not expression:
        raise UsageError(r"\filter: what is to be found is missing", hint=_HELP)
    table, column = find(ctx.session, names)
    columns = [column.name] if column is not None else [each.name for each in table.columns]
    asked = filters.parse(expression, columns, partial(meant, ctx))
    if column is None:
        asked = settled(asked, columns)
    return _Asked(table, column, asked, _compiled(table, column, asked))


def _compiled(table: JsonTable, column: JsonColumn | None, asked: Filter) -> Condition:
    default = column or table.columns[0]
    return filters.compile(
        asked, default.sql, default.indexes, {each.name: Column(each.sql, each.indexes) for each in table.columns}
    )


def _glance(ctx: Context, asked: _Asked, peek: Peek) -> Glance:
    try:
        return ctx.session.glance(peek)
    except StatementError as error:
        if error.sqlstate == "55P03":
            error.hint = "another session holds a lock on the table; try again when it is done"
        elif error.sqlstate == "57014":
            error.hint = "planning it took too long: the server may be busy"
        elif error.sqlstate == _NO_JSONB and any(column.base == "json" for column in asked.table.columns):
            error.hint = (
                f"some document of {asked.table.spelled} is no jsonb: json keeps texts that jsonb does not take"
            )
        raise


# -- what is said --------------------------------------------------------------------------------------------------


def _report(ctx: Context, asked: _Asked, glance: Glance) -> Result:
    owned, whose = _ownership(ctx, asked.table)
    verdict = judge(glance.plan, asked.table, asked.condition)
    samples = sample(ctx.session, asked.table, asked.columns)
    column = asked.table.column(asked.columns[0]) if len(asked.columns) == 1 else None
    keys = samples[column.name].keys if column is not None else ()
    case = Case(asked.table, column, asked.condition, asked.filter, owned, keys)
    said = Said(
        sql=asked.query(asked.condition.numbered),
        condition=asked.condition,
        table=asked.table,
        columns=[asked.table.column(name) for name in asked.columns],
        glance=glance,
        verdict=verdict,
        remedies=() if verdict.served else tuple(remedies(case)),
        hints=_hints(ctx, asked, glance, samples),
        more=glance.told is not None,
        whose=whose,
    )
    return _shown(list(lines(said)), f"Filter on {asked.table.spelled}.{', '.join(asked.columns)}")


def _shown(found: list[Line], title: str) -> Result:
    """Whole lines for programs; people have them folded."""

    def made(lines: Iterable[Line]) -> Result:
        return Result.of(Line, lines, title=title, footers=(), expandable=False)

    return replace(made(found), seen=lambda width: made(folded(found, width)))


def _ownership(ctx: Context, table: JsonTable) -> tuple[Owned, str]:
    """How the table's rows are an organization's, and what to call those that are read."""
    link = getattr(ctx.session, "link", None)  # a plain session has no tenant
    if link is None:
        return Owned(), "rows"
    whose = "of this organization's rows" if table.secured else "rows"
    column = link.tenant_column if link.tenant_column in table.types else None
    setting = next((name for name, _ in link.tenant.settings), None)
    return Owned(column, table.types.get(column or "", "text"), setting, link.tenant.role), whose


def _hints(ctx: Context, asked: _Asked, glance: Glance, samples: dict[str, Sample]) -> list[str]:
    found: list[str] = []
    if glance.exact and not glance.count:
        found += _tried(ctx, asked, samples)
    found += hinting.hints(
        asked.filter, asked.default, samples, matched=bool(glance.count), more=glance.told is not None
    )
    return list(dict.fromkeys(found))[: hinting.MOST]


def _tried(ctx: Context, asked: _Asked, samples: dict[str, Sample]) -> list[str]:
    """Where nothing matches: which other filters would have, and which of the terms has no row."""
    others = readings.others(asked.filter, asked.default, samples)
    alone = readings.alone(asked.filter)
    tried = [*others, *alone]
    if not tried:
        return []
    answers = any_rows(
        ctx.session, asked.table, [_compiled(asked.table, asked.column, other.asked).literal for other in tried]
    )
    found = [other.told for other, answer in zip(others, answers, strict=False) if answer]  # those alone come behind
    none = [other.told for other, answer in zip(alone, answers[len(others) :], strict=True) if answer is False]
    if none:
        found.append(f"no row at all matches {', '.join(none)}")
    elif len(alone) > 1 and all(answers[len(others) :]):
        found.append("each term alone matches some row, and all of them together none")
    return found


def _rows(asked: _Asked, glance: Glance, parts: Sequence[Result]) -> Result:
    rows = glance.rows
    assert rows is not None
    count = len(rows)
    some = not glance.exact or count != glance.count
    footer = f"({count} of {matches(glance)} rows)" if some else f"({count} row{'' if count == 1 else 's'})"
    return replace(
        rows,
        title=f"First rows of {asked.table.spelled}" if some else None,
        status=f"SELECT {count}",
        footers=(footer,),
        truncated=some,
        parts=tuple(parts),
    )
