"""Partitions for people's eyes: what matters first, sizes in words, rows as bars, findings beneath."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.headings import NUMBER, Heading, tabulate
from tenantsh.commands.partitions import columns
from tenantsh.commands.partitions.bars import bar, by_year
from tenantsh.commands.partitions.family import Hole
from tenantsh.commands.partitions.figures import plural, pretty
from tenantsh.commands.partitions.lines import Line, More, lines
from tenantsh.commands.partitions.narrow import narrowed
from tenantsh.db.partitions import Node
from tenantsh.model.finding import Level, ranked
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.commands.partitions.looking import Look
    from tenantsh.model.finding import Finding

_MANY = 40
"""More partitions than these are not all shown to somebody who types."""
_FIX_LINES = 5
_INDENT = " " * 10
_NARROWEST = 60


def partitions(look: Look, *, whole: bool, verbose: bool, width: int = 0, room: int = 0, drawn: bool = True) -> Result:
    """A table's partitions; without `whole`, and where there are many, only those that differ from the others.

    Where a table is wider than the `room`, columns that say nothing else in any row give way. Rows are `drawn` as bars,
    but not for screen readers.
    """
    shortens = len(look.nodes) > _MANY and not whole
    shown = lines(look, shortens=shortens)
    fit = narrowed(list(_headings(look, shortens=shortens, drawn=drawn)), shown, look.nodes, room)
    cells, table = tabulate(fit.headings, shown, absent="")
    return Result(
        columns=cells,
        cells=table,
        title=columns.title(look),
        footers=tuple(beneath(look, verbose=verbose, width=width, said=fit.said, drawn=drawn)),
    )


def beneath(
    look: Look, *, verbose: bool = False, width: int = 0, said: Sequence[str] = (), drawn: bool = True
) -> Iterator[str]:
    """What stands beneath a table's partitions; lines of text are broken where a width is given, SQL never.

    What is `said` of columns that gave way follows the sums.
    """
    yield from _summary(look)
    for line in said:
        yield from _broken(line, "  ", width)
    if len(look.nodes) > _MANY and drawn:
        yield from _years(look)
    yield from of_findings(look.findings, verbose=verbose, width=width)


def overview(looks: Sequence[Look], *, verbose: bool, width: int = 0) -> Result:
    """A line for each partitioned table, then the findings of all of them."""
    headings: list[Heading[Look]] = [
        Heading("Table", lambda look: look.root.row.label),
        Heading("Partitioned by", lambda look: columns.key(look.root)),
        Heading("Step", lambda look: look.family.step.name if look.family.step is not None else None),
        Heading("Partitions", lambda look: len(look.root.below), NUMBER),
        Heading("From", lambda look: _reach(look)[0]),
        Heading("To", lambda look: _reach(look)[1]),
        Heading("Rows", lambda look: _rows(look.root), NUMBER),
        Heading("Size", lambda look: _size(look.root), NUMBER),
        Heading("Row security", lambda look: _security(look.root)),
        Heading("Kept", columns.kept),
        Heading("Findings", _counts),
    ]
    cells, table = tabulate(headings, looks, absent="")
    found = ranked(f for look in looks for f in look.findings)
    told = of_findings(found, verbose=True, width=width) if verbose else _in_short(found, width)
    return Result(columns=cells, cells=table, title="Partitioned tables", footers=(*_how(looks[0]), *told))


def of_findings(findings: Sequence[Finding], *, verbose: bool, width: int = 0) -> Iterator[str]:
    """Findings as lines, the gravest first; long SQL is cut short unless `verbose`."""
    yield _levels_said(findings)
    for finding in findings:
        yield from _broken(_what(finding), _INDENT, width)
        yield from _broken(f"{_INDENT}why: {finding.why}", f"{_INDENT}     ", width)
        sql = finding.fix.splitlines()
        cut = len(sql) > _FIX_LINES + 1 and not verbose
        for at, line in enumerate(sql[:_FIX_LINES] if cut else sql):
            yield f"{_INDENT}{'fix: ' if at == 0 else '     '}{line}"
        if cut:
            yield rf"{_INDENT}     … {len(sql) - _FIX_LINES:,} more lines: \partitions+ shows them"


def _broken(line: str, indent: str, width: int) -> Iterator[str]:
    if len(line) <= width or not width:
        yield line
    else:
        yield from wrap(line, max(width, _NARROWEST), subsequent_indent=indent)


def _in_short(found: Sequence[Finding], width: int) -> Iterator[str]:
    """The findings of several tables, a line each."""
    yield _levels_said(found)
    for finding in found:
        yield from _broken(_what(finding), _INDENT, width)
    if found:
        yield rf"{_INDENT}\partitions TABLE says why, and has the SQL that would end them"


def _levels_said(findings: Sequence[Finding]) -> str:
    return f"Findings: {_levels(findings)}" if findings else "No findings. These checks are not a proof."


def _what(finding: Finding) -> str:
    return f"{finding.level.value:<9} {finding.what}{'' if finding.sure else ' (as far as its columns tell)'}"


def _headings(look: Look, *, shortens: bool, drawn: bool) -> Iterator[Heading[Line]]:
    most = max((leaf.rows or 0 for leaf in look.root.leaves), default=0)
    unsaid = look.often if shortens else frozenset()

    def cell(of_node: Callable[[Node], object]) -> Callable[[Line], object]:
        return lambda line: of_node(line) if isinstance(line, Node) else None

    yield Heading("Partition", _name)
    if look.family.axis is not None:
        yield Heading("From", lambda line: _ends(look, line)[0])
        yield Heading("To", lambda line: _ends(look, line)[1])
    else:
        yield Heading("Bound", cell(columns.bound_words))
    yield Heading("Rows", cell(_rows), NUMBER)
    if look.counted is not None:
        yield Heading("Own rows", cell(lambda node: f"{_counted(look, node):,}"), NUMBER)
    if drawn:
        yield Heading("Bar", cell(lambda node: bar(node.rows if node.row.kind != "p" else None, most)))
    yield Heading("Size", cell(_size), NUMBER)
    yield Heading("Row security", cell(_security))
    yield Heading("Direct read", cell(lambda node: _direct(look, node)))
    yield Heading("Indexes", cell(lambda node: _indexes(look, node)))
    yield Heading("Vacuumed", cell(lambda node: (node.row.last_vacuum or "")[:10]))
    yield Heading("Analyzed", cell(lambda node: (node.row.last_analyze or "")[:10]))
    yield Heading("Remarks", lambda line: _remarks(look, line, unsaid))


def _levels(findings: Sequence[Finding]) -> str:
    counted = Counter(finding.level for finding in findings)
    return ", ".join(
        f"{n} {level.value}" if level is Level.CRITICAL else plural(n, level.value)
        for level in Level
        if (n := counted[level])
    )


def _counts(look: Look) -> str:
    return _levels(look.findings) or "none"


def _name(line: Line) -> str:
    if isinstance(line, More):
        return f"… {line.count:,} more"
    return "(none)" if isinstance(line, Hole) else f"{'  ' * (line.row.level - 1)}{line.row.label}"


def _ends(look: Look, line: Line) -> tuple[str | None, str | None]:
    if isinstance(line, Hole):
        axis = look.family.axis
        return (axis.shown(line.lower), axis.shown(line.upper)) if axis is not None else (None, None)
    if isinstance(line, More):
        return None, None
    lower, upper = columns.ends(look.family_of[line.row.relation], line)
    if lower is None and upper is None:
        return columns.bound_words(line), None
    return lower or "(no end)", upper or "(no end)"


def _reach(look: Look) -> tuple[str | None, str | None]:
    spans = look.family.spans
    if not spans:
        return None, None
    return columns.ends(look.family, spans[0].node)[0], columns.ends(look.family, spans[-1].node)[1]


def _rows(node: Node) -> str | None:
    if node.empty:
        return "0"
    return None if node.rows is None else f"≈{node.rows:,}"


def _size(node: Node) -> str | None:
    if node.bytes is None:
        return None
    return pretty(node.bytes) if node.measured else f"≈{pretty(node.bytes)}"


def _counted(look: Look, node: Node) -> int:
    return sum((look.counted or {}).get(leaf.row.relation, 0) for leaf in node.leaves)


def _security(node: Node) -> str:
    row = node.row
    if row.kind == "f":
        return "(foreign)"
    if not row.row_security:
        return "off"
    return f"{'forced' if row.forced else 'on'}, {plural(len(row.policies), 'policy')}"


def _direct(look: Look, node: Node) -> str:
    """Who may read it by its own name."""
    whom = [who.removesuffix(" (this session)") for who in look.case.open_to(node)]
    return ", ".join(whom[:2]) + (", …" if len(whom) > 2 else "") if whom else "nobody"


def _indexes(look: Look, node: Node) -> str:
    row = node.row
    parent = look.case.table.nodes[row.parent or 0].row
    own = f" +{row.indexes_own}" if row.indexes_own else ""
    return f"{row.indexes_attached} of {parent.indexes_attached + parent.indexes_own}{own}"


def _remarks(look: Look, line: Line, unsaid: frozenset[str]) -> str | None:
    if not isinstance(line, Node):
        return "no partition" if isinstance(line, Hole) else None
    row = line.row
    said = [words for words in look.remarks.get(row.relation, ()) if words not in unsaid]
    kinds = {"default": ["default"], "foreign": ["foreign"], "partitioned": [_sub(line)]}.get(columns.kind(line), [])
    held = ["locked by another session"] if row.held else []
    return "; ".join([*kinds, *held, *said])


def _sub(node: Node) -> str:
    return f"{len(node.children)} beneath it by {columns.key(node)}"


def _summary(look: Look) -> Iterator[str]:
    """What all partitions make together, and how they were looked at."""
    root = look.root
    kept = columns.kept(look)
    parts = [
        f"{_rows(root) or 'an unknown number of'} rows{' of all organizations' if root.row.filtered else ''}",
        _size(root) or "unknown size",
        f"row security {_security(root)}",
        *([f"kept {kept}"] if kept else []),
    ]
    yield f"All: {', '.join(parts)}"
    yield from _how(look)


def _how(look: Look) -> Iterator[str]:
    listing = look.listing
    if listing.measured and any(table.held for table in listing.tables):
        yield "≈ sizes of what another session has locked are those of the last VACUUM or ANALYZE."
    elif not listing.measured:
        yield (
            "≈ sizes are those of the last VACUUM or ANALYZE: another session holds a lock,"
            " and nothing here waits for one."
        )


def _years(look: Look) -> list[str]:
    family = look.family
    if family.axis is None or not family.axis.timely:
        return []
    return by_year([(span.lower, span.node.rows) for span in family.spans if isinstance(span.lower, datetime)])
