"""One relation's row security for people's eyes, on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.policies import words
from tenantsh.commands.policies.decisions import ASKED, EXISTING, NEW, decided
from tenantsh.commands.policies.readable import lines
from tenantsh.db.policies import Command, Standing
from tenantsh.model.result import Result
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.commands.policies.decisions import Decision
    from tenantsh.commands.policies.looking import Look
    from tenantsh.db.policies import Policy, Table

_WIDTH = 110
"""Where nobody knows how much room there is."""
_ROOMY = 40
"""Characters that conditions have in any case."""
_BETWEEN = len(" | ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what stands above it already is not said again."""

    table: str
    commands: str
    rows: str
    counts: str
    policy: str
    to: str
    text: str


def page(look: Look, *, verbose: bool, width: int = 0) -> Result:
    """Which commands see and write which rows, by which policies; what else is to be known stands beneath."""
    found = [line for table in look.beneath or (look.table,) for line in _lines(look, table, verbose=verbose)]
    headings: list[Heading[Line]] = [
        Heading("Table", lambda line: line.table),
        Heading("Command", lambda line: line.commands),
        Heading("Rows", lambda line: line.rows),
        Heading("Count", lambda line: line.counts),
        Heading("Policy", lambda line: line.policy),
        Heading("To", lambda line: line.to),
    ]
    shown = [each for each in headings if (look.beneath or each.name != "Table") and any(map(each.cell, found))]
    taken = sum(max(len(each.name), *(len(str(each.cell(line))) for line in found)) + _BETWEEN for each in shown)
    room = max(_ROOMY, (width or _WIDTH) - taken - 2)
    folded = [part for line in found for part in _folded(line, room, verbose=verbose)]
    columns, cells = tabulate([*shown, Heading("Condition", lambda line: line.text)], folded, absent="")
    footers = [part for text in beneath(look, verbose=verbose) for part in wrap(text, width or _WIDTH)]
    return Result(columns=columns, cells=cells, title=title(look), footers=tuple(footers), expandable=False)


def title(look: Look) -> str:
    """What is above it."""
    row, who = look.table.relation, look.table.subject
    return f"Row security of {words.kind(row)} {row.label} for {who.role}"


def beneath(look: Look, *, verbose: bool = False) -> Iterator[str]:
    """What is to be known beside the policies, the most important first."""
    table = look.table
    yield _standing(look)
    yield _may(table)
    if table.standing is Standing.APPLIES and any(c in words.granted(table.relation) for c in ("UPDATE", "DELETE")):
        yield "UPDATE and DELETE reach only rows that SELECT may see, as far as they read any column."
    yield from _family(look)
    yield from _others(table, verbose=verbose)


# -- the table -----------------------------------------------------------------------------------------------------


def _lines(look: Look, table: Table, *, verbose: bool) -> Iterator[Line]:
    """What decides, commands that the same policies decide about together; those not granted only if `verbose`."""
    may = words.granted(look.table.relation)
    wanted = [each for each in ASKED if verbose or each[0] in may or not may]
    said = {each: tuple(decided(look, table, *each)) for each in wanted}
    existing, new = _grouped(said, EXISTING), _grouped(said, NEW)
    for alike, commands in existing.items():
        both = new.get(alike) == commands and bool(new.pop(alike))
        yield from _group(table, commands, f"{EXISTING}, {NEW}" if both else EXISTING, said[commands[0], EXISTING])
    for commands in new.values():
        yield from _group(table, commands, NEW, said[commands[0], NEW])


def _grouped(said: Mapping[tuple[Command, str], Sequence[Decision]], rows: str) -> dict[object, list[Command]]:
    """The commands whose rows the same policies decide about."""
    groups: dict[object, list[Command]] = {}
    for (command, its), found in said.items():
        if its == rows:
            groups.setdefault(tuple(map(_alike, found)), []).append(command)
    return groups


def _alike(decision: Decision) -> tuple[object, ...]:
    """What has to be the same for two commands to be told together."""
    return (decision.counts, decision.policy, decision.condition)


def _group(table: Table, commands: Sequence[Command], rows: str, found: Sequence[Decision]) -> Iterator[Line]:
    heads = [(_read_as(table), ", ".join(commands), rows), *[("", "", "")] * (len(found) - 1)]
    for head, each in zip(heads, found, strict=True):
        yield Line(*head, each.counts, each.policy or "", each.to or "", each.condition or f"({each.why})")


def _read_as(table: Table) -> str:
    return f"{table.relation.label} as {table.subject.role}"


def _folded(line: Line, room: int, *, verbose: bool) -> Iterator[Line]:
    """A line in so many characters; a condition's parts stand one beneath the other, its own words if `verbose`."""
    if not line.policy or line.text.startswith("(not"):
        texts = wrap(line.text, room)
    else:
        texts = line.text.splitlines() if verbose else list(lines(line.text, room))
    first, *rest = texts or [""]
    yield Line(line.table, line.commands, line.rows, line.counts, line.policy, line.to, first)
    for text in rest:
        yield Line("", "", "", "", "", "", text)


# -- what stands beneath -------------------------------------------------------------------------------------------


def _standing(look: Look) -> str:
    table = look.table
    row, who = table.relation, table.subject
    match table.standing:
        case Standing.APPLIES | Standing.NO_POLICY:
            forced = " and forced" if row.forced else ", not forced for the owner"
            off = "" if who.row_security else " While row_security is off, queries on it fail."
            return f"Row security is on{forced}; it applies to {who.role}.{off}"
        case Standing.OFF:
            return f"Row security is off: {who.role} gets every row{_unused(table.policies)}."
        case Standing.OWNER | Standing.BYPASS:
            return f"Row security is on, and does not apply: {words.why(table)}. {who.role} gets every row."
        case Standing.COPY:
            return f"A materialized view has no row security: {words.why(table)}."
        case Standing.FOREIGN:
            return "A foreign table has no row security here: the other server decides, for the user it is mapped to."
        case Standing.VIEW:
            return _viewing(look)


def _unused(policies: Sequence[Policy]) -> str:
    if not policies:
        return ""
    names = words.listed([policy.name for policy in policies])
    return f"; {counted(len(policies), 'policy')} not in force ({names})"


def _viewing(look: Look) -> str:
    row = look.table.relation
    if not look.table.beneath:
        return "The view reads no table."
    if row.invoker:
        return "The view reads as whoever asks (security_invoker); so do no views beneath it that are not."
    above = ", who is above row security" if row.owner_above else ""
    return f"The view reads as its owner {row.owner}{above}, whoever asks; functions in it are not looked into."


def _may(table: Table) -> str:
    row, who = table.relation, table.subject
    if not row.usage:
        return f"{who.role} may not use the schema {row.schema}, and so nothing of it."
    may = words.granted(row)
    some = " (some columns)" if row.selects and not row.selects_all else ""
    said = ", ".join(f"{each}{some}" if each == "SELECT" else each for each in may)
    if "TRUNCATE" in may:
        said += "; no policy decides about TRUNCATE: it takes every organization's rows"
    return f"{who.role} may {said}." if may else f"Nothing of it is granted to {who.role}."


def _family(look: Look) -> Iterator[str]:
    row, who = look.table.relation, look.table.subject
    if row.is_partition:
        yield "It is a partition: whoever reads through its table is under that table's policies, not under these."
    elif row.parent is not None:
        yield "It inherits from another table: read through that one, its rows are under that one's policies."
    found = look.partitions
    if found is not None:
        noun = counted(found.partitions, "partition" if row.kind == "p" else "inheriting table")
        if found.open:
            named = words.listed(found.some[: found.open]) if found.open <= len(found.some) else found.some[0] + ", …"
            yield f"{noun}; {who.role} gets every row of {found.open:,} by their own names: {named}."
        elif found.reached:
            yield f"{noun}; {found.reached:,} can be used by their own names, under their own policies."
        else:
            yield f"{noun}, none of which {who.role} may use by its own name."


def _others(table: Table, *, verbose: bool) -> Iterator[str]:
    """Policies that are for other roles."""
    others = [policy for policy in table.policies if not policy.mine]
    if not others:
        return
    if not verbose:
        names = words.listed([policy.name for policy in others])
        yield rf"{counted(len(others), 'policy')} for other roles: {names} (\rls+ has them)."
        return
    for (command, to), of in groupby(others, key=lambda each: (each.command, words.roles(each.roles))):
        for policy in of:
            kind = "" if policy.permissive else "restrictive, "
            using = f" USING ({policy.using})" if policy.using else ""
            check = f" WITH CHECK ({policy.check})" if policy.check else ""
            yield f"For {to}: {policy.name} ({kind}{command}){using}{check}"
