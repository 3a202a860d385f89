"""Partitions for people's eyes: what matters first, sizes in words, rows as bars, findings beneath."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.partitions import columns
from tenantsh.commands.partitions.bars import bar, by_year
from tenantsh.commands.partitions.findings.finding import RANK, Level, plural
from tenantsh.commands.partitions.sizes import pretty
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.commands.partitions.findings import Finding
    from tenantsh.commands.partitions.looking import Look
    from tenantsh.db.partitions import Node

_NUMBER = 20
"""The type whose cells stand to the right."""
_MANY = 40
"""More partitions than these are not all shown to somebody who types."""
_EDGES, _LAST = 3, 9
"""So many of the first partitions and of the last ones are shown in any case."""
_FEW = 6
"""What more partitions than these have in common is said by its finding once, and not beside each."""
_FIX_LINES = 5
_INDENT = " " * 10


def partitions(look: Look, *, whole: bool, verbose: bool) -> Result:
    """A table's partitions; without `whole`, and where there are many, only those that differ from the others."""
    many = len(look.nodes) > _MANY
    rows = _shortened(look) if many and not whole else list(look.nodes)
    cells, table = tabulate(list(_headings(look)), rows, absent="")
    return Result(
        columns=cells,
        cells=table,
        title=columns.title(look),
        footers=(*_summary(look), *(_years(look) if many else ()), *of_findings(look.findings, verbose=verbose)),
        expandable=True,
    )


def overview(looks: Sequence[Look], *, verbose: bool) -> Result:
    """A line for each partitioned table, then the findings of all of them."""
    headings: list[Heading[Look]] = [
        Heading("Table", lambda look: look.root.row.label),
        Heading("Partitioned by", lambda look: columns.key(look.root)),
        Heading("Step", lambda look: look.family.step.name if look.family.step is not None else None),
        Heading("Partitions", lambda look: len(look.root.below), _NUMBER),
        Heading("From", lambda look: _reach(look)[0]),
        Heading("To", lambda look: _reach(look)[1]),
        Heading("Rows", lambda look: _rows(look.root), _NUMBER),
        Heading("Size", lambda look: _size(look.root), _NUMBER),
        Heading("Row security", lambda look: _security(look.root)),
        Heading("Kept", columns.kept),
        Heading("Findings", _counts),
    ]
    cells, table = tabulate(headings, looks, absent="")
    found = sorted((f for look in looks for f in look.findings), key=lambda finding: RANK[finding.level])
    told = of_findings(found, verbose=True) if verbose else _in_short(found)
    return Result(columns=cells, cells=table, title="Partitioned tables", footers=(*_how(looks[0]), *told))


def of_findings(findings: Sequence[Finding], *, verbose: bool) -> Iterator[str]:
    """Findings as lines, the gravest first; long SQL is cut short unless `verbose`."""
    yield _levels_said(findings)
    for finding in findings:
        yield _what(finding)
        yield f"{_INDENT}why: {finding.why}"
        lines = finding.fix.splitlines()
        cut = len(lines) > _FIX_LINES + 1 and not verbose
        for at, line in enumerate(lines[:_FIX_LINES] if cut else lines):
            yield f"{_INDENT}{'fix: ' if at == 0 else '     '}{line}"
        if cut:
            yield rf"{_INDENT}     … {len(lines) - _FIX_LINES:,} more lines: \partitions+ shows them"


def _in_short(found: Sequence[Finding]) -> Iterator[str]:
    """The findings of several tables, a line each."""
    yield _levels_said(found)
    yield from map(_what, found)
    if found:
        yield rf"{_INDENT}\partitions TABLE says why, and has the SQL that would end them"


def _levels_said(findings: Sequence[Finding]) -> str:
    return f"Findings: {_levels(findings)}" if findings else "No findings. These checks are not a proof."


def _what(finding: Finding) -> str:
    return f"{finding.level.value:<9} {finding.what}{'' if finding.sure else ' (as far as its columns tell)'}"


def _headings(look: Look) -> Iterator[Heading[Node | int]]:
    most = max((leaf.rows or 0 for leaf in look.root.leaves), default=0)
    ranged = look.family.axis is not None

    def cell(of_node: Callable[[Node], object]) -> Callable[[Node | int], object]:
        return lambda row: None if isinstance(row, int) else of_node(row)

    yield Heading("Partition", lambda row: f"… {row} more" if isinstance(row, int) else _name(row))
    if ranged:
        yield Heading("From", cell(lambda node: _ends(look, node)[0]))
        yield Heading("To", cell(lambda node: _ends(look, node)[1]))
    else:
        yield Heading("Bound", cell(columns.bound_words))
    yield Heading("Rows", cell(_rows), _NUMBER)
    if look.counted is not None:
        yield Heading("Own rows", cell(lambda node: f"{_counted(look, node):,}"), _NUMBER)
    yield Heading("", cell(lambda node: bar(node.rows if node.row.kind != "p" else None, most)))
    yield Heading("Size", cell(_size), _NUMBER)
    yield Heading("Row security", cell(_security))
    yield Heading("Direct read", cell(lambda node: _direct(look, node)))
    yield Heading("Indexes", cell(lambda node: _indexes(look, node)))
    yield Heading("Vacuumed", cell(lambda node: (node.row.last_vacuum or "")[:10]))
    yield Heading("Analyzed", cell(lambda node: (node.row.last_analyze or "")[:10]))
    yield Heading("Remarks", cell(lambda node: _remarks(look, node)))


def _shortened(look: Look) -> list[Node | int]:
    """Partitions of which there is something of their own to say, the first and the last ones, and how many more."""
    often = Counter(words for said in look.remarks.values() for words in said)
    shown = [
        at < _EDGES
        or at >= len(look.nodes) - _LAST
        or node.row.held
        or node.row.kind == "f"
        or node.row.is_default
        or any(often[words] <= _FEW for words in look.remarks.get(node.row.relation, ()))
        for at, node in enumerate(look.nodes)
    ]
    rows: list[Node | int] = []
    for node, is_shown in zip(look.nodes, shown, strict=True):
        if is_shown:
            rows.append(node)
        elif rows and isinstance(rows[-1], int):
            rows[-1] += 1
        else:
            rows.append(1)
    return rows


def _levels(findings: Sequence[Finding]) -> str:
    counted = Counter(finding.level for finding in findings)
    return ", ".join(
        f"{n} {level.value}" if level is Level.CRITICAL else plural(n, level.value)
        for level in Level
        if (n := counted[level])
    )


def _counts(look: Look) -> str:
    return _levels(look.findings) or "none"


def _name(node: Node) -> str:
    return f"{'  ' * (node.row.level - 1)}{node.row.label}"


def _ends(look: Look, node: Node) -> tuple[str | None, str | None]:
    lower, upper = columns.ends(look.family_of[node.row.relation], node)
    if lower is None and upper is None:
        return columns.bound_words(node), None
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


def _remarks(look: Look, node: Node) -> str:
    row = node.row
    kinds = {"default": ["default"], "foreign": ["foreign"], "partitioned": [_sub(node)]}.get(columns.kind(node), [])
    pending = ["being detached"] if row.detach_pending else []
    held = ["locked by another session"] if row.held else []
    return "; ".join([*kinds, *pending, *held, *look.remarks.get(row.relation, ())])


def _sub(node: Node) -> str:
    return f"{len(node.children)} beneath it by {columns.key(node)}"


def _summary(look: Look) -> Iterator[str]:
    """What all partitions make together, and how they were looked at."""
    root = look.root
    kept = columns.kept(look)
    parts = [
        f"{_rows(root) or 'an unknown number of'} rows",
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
        why = "a transaction is open" if listing.in_transaction else "another session holds a lock"
        yield f"≈ sizes are those of the last VACUUM or ANALYZE: {why}, and nothing here waits for a lock."


def _years(look: Look) -> list[str]:
    family = look.family
    if family.axis is None or not family.axis.timely:
        return []
    return by_year([(span.lower, span.node.rows) for span in family.spans if isinstance(span.lower, datetime)])
