r"""Small pictures of what commands found (`\partitions`, `\keys`, `\plan`, `\rls`). Imports Altair when one is wanted.

A picture is drawn by the notebook itself: what is displayed is its data and how they are to be drawn, with no script
from anywhere else, and texts in it are texts.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

Record = dict[str, Any]

_MIME = "application/vnd.vegalite.v5+json"
"""What JupyterLab 4 draws by itself; Altair would have the newest library fetched from the web."""
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_WIDTH, _HEIGHT, _STEP = 480, 140, 16
_MOST = 24
"""Bars of a picture that is small."""
_QUIET, _POLICY, _ALARM = "#9aa5b1", "#4c78a8", "#e4572e"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a notebook."""

    chart: Any
    """Altair's: `.properties(width=800)` and so on, `.save("plan.html")`."""

    def _repr_mimebundle_(self, *_: object, **__: object) -> Mapping[str, object]:
        spec = {**self.chart.to_dict(), "$schema": _SCHEMA}
        return {_MIME: spec, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Picture: {self.chart.title}>"


def picture(frame: pd.DataFrame, title: str | None) -> Picture:
    r"""The picture of a command's rows. Raises UsageError where there is none for such rows, or no Altair."""
    columns = {str(column) for column in frame.columns}
    drawing = next((drawing for known, drawing in _DRAWINGS.items() if known <= columns), None)
    if drawing is None or len(columns) < len(frame.columns):
        raise UsageError("there is no picture of such rows", hint=r"\partitions, \keys, \plan and \rls have one")
    if frame.empty:
        raise UsageError("there are no rows to be drawn")
    records: list[Record] = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    return Picture(drawing(_altair(), records).properties(title=title or "", width=_WIDTH))


def _altair() -> Any:
    try:
        import altair as alt
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed", hint="pip install 'tenantsh[pictures]'") from error
    return alt


# -- one for each command ------------------------------------------------------------------------------------------


def _plan(alt: Any, records: Sequence[Record]) -> Any:
    """Each step's own part of the time, or of the cost where nothing was run, in the order of the plan."""
    ran = any(_number(record["Own ms"]) for record in records)
    measure = "Own ms" if ran else "Own cost"
    some = sorted(sorted(records, key=lambda record: -_number(record[measure]))[:_MOST], key=lambda r: int(r["Step"]))
    rows = [
        {
            "step": f"{record['Step']:>3}  {'  ' * int(record['Depth'])}{_step(record)}",
            "part": _number(record[measure]),
            "what": _kind(record),
            "expected": _number(record["Expected rows"]),
            "not leakproof": _text(record["Not leakproof"]),
        }
        for record in some
    ]
    colours = {"policy": _POLICY, "no index could be used": _ALARM, "other": _QUIET}
    title = f"own {'time in ms' if ran else 'cost, of the planner'}{_some(rows, records, 'costliest')}"
    return _bars(alt, rows, "step", "part", title, colours)


def _step(record: Record) -> str:
    on = _text(record["Relation"])
    return f"{record['Node']}{f' on {on}' if on else ''}"


def _kind(record: Record) -> str:
    if _text(record["Unused index"]):
        return "no index could be used"
    return "policy" if record["Of policy"] or _text(record["Policy"]) else "other"


def _keys(alt: Any, records: Sequence[Record]) -> Any:
    """In which part of the rows each key is, and of which type it mostly is."""
    rows = [
        {
            "key": "  " * (int(record["depth"]) - 1) + str(record["path"]),
            "part": _number(record["share"]),
            "what": _mostly(record["types"]),
        }
        for record in records[:_MOST]
    ]
    kinds = [kind for kind, _ in Counter(str(row["what"]) for row in rows).most_common()]
    palette = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", _QUIET)
    colours = {kind: palette[min(at, len(palette) - 1)] for at, kind in enumerate(kinds)}
    return _bars(alt, rows, "key", "part", f"part of the rows{_some(rows, records, 'first')}", colours, percent=True)


def _some(rows: Sequence[Record], records: Sequence[Record], which: str) -> str:
    """That not all are drawn."""
    return f"; the {which} {len(rows)} of {len(records):,}" if len(rows) < len(records) else ""


def _mostly(types: object) -> str:
    """The type that most values have; documents come as such or as text."""
    shares: Any = json.loads(types) if isinstance(types, str) else types
    return str(max(shares, key=lambda name: shares[name])) if isinstance(shares, dict) and shares else "unknown"


def _partitions(alt: Any, records: Sequence[Record]) -> Any:
    """The rows of each partition, by the bound where it begins; what somebody has to look at stands out."""
    rows = [
        {
            "partition": str(record["Partition"]),
            "from": _text(record["From"]),
            "rows": _number(record["Rows"]),
            "bytes": _number(record["Bytes"]),
            "what": "remarks" if _text(record["Remarks"]) else "nothing to remark",
            "remarks": _text(record["Remarks"]),
        }
        for record in records
        if record["Kind"] != "partitioned"
    ]
    colours = {"nothing to remark": _QUIET, "remarks": _ALARM}
    names = [row["partition"] for row in rows]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("partition:N", sort=names, title=None, axis=alt.Axis(labelAngle=-60, labelOverlap=True)),
            y=alt.Y("rows:Q", title="rows, by the statistics"),
            color=_colour(alt, colours, rows),
            tooltip=[f"{name}:N" for name in ("partition", "from", "rows", "bytes", "remarks")],
        )
        .properties(height=_HEIGHT)
    )


def _tables(alt: Any, records: Sequence[Record]) -> Any:
    """The bytes of each partitioned table."""
    rows = [
        {
            "table": str(record["Table"]),
            "part": _number(record["Bytes"]),
            "what": "critical" if record["Critical"] else "warnings" if record["Warnings"] else "well",
        }
        for record in records[:_MOST]
    ]
    colours = {"well": _QUIET, "warnings": "#f2b134", "critical": _ALARM}
    return _bars(alt, rows, "table", "part", "bytes", colours)


def _relations(alt: Any, records: Sequence[Record]) -> Any:
    """A square for each command that a role may use of each relation: which rows row security leaves it there."""
    some = sorted(records, key=lambda record: not (record["Rows"] == "every row" and _text(record["Tenant column"])))
    shown = some[:_MOST]
    rows = [
        {
            "relation": f"{record['Schema']}.{record['Name']}",
            "command": command,
            "what": str(record["Rows"]),
            "why": _text(record["Why"]),
        }
        for record in shown
        for command in filter(None, _text(record["May"]).split(", "))
    ]
    colours = {"every row": _ALARM, "unknown": "#f2b134", "by policy": _POLICY, "no rows": _QUIET}
    return _squares(alt, rows, "relation", _some(shown, records, "first").removeprefix("; "), colours)


def _decisions(alt: Any, records: Sequence[Record]) -> Any:
    """A square for each policy and command of one relation, or of the tables that a view reads."""
    several = len({record["Table"] for record in records}) > 1
    rows = [
        {
            "policy": f"{record['Table']}: " * several + (_text(record["Policy"]) or "no policy"),
            "command": f"{record['Command']}, {record['Rows']}",
            "what": _COUNTS[str(record["Counts"])],
            "condition": _text(record["Condition"]) or _text(record["Why"]),
        }
        for record in records
    ]
    colours = {"every row": _ALARM, "unknown": "#f2b134", "permits": _POLICY, "restricts": "#54a24b", "no rows": _QUIET}
    return _squares(alt, rows, "policy", "", colours)


_COUNTS = {
    "if": "permits",
    "or if": "permits",
    "and if": "restricts",
    "always": "every row",
    "never": "no rows",
    "unknown": "unknown",
}


def _squares(alt: Any, rows: Sequence[Record], name: str, title: str, colours: dict[str, str]) -> Any:
    """Commands from left to right, one relation or policy beneath the other, in the order of the rows."""
    order, commands = (list(dict.fromkeys(row[each] for row in rows)) for each in (name, "command"))
    labels = alt.Axis(labelLimit=320)
    return (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_rect(stroke="white")
        .encode(
            y=alt.Y(f"{name}:N", sort=order, title=None, axis=labels),
            x=alt.X("command:N", sort=commands, title=title or None, axis=alt.Axis(orient="top", labelAngle=0)),
            color=_colour(alt, colours, rows),
            tooltip=[f"{each}:N" for each in (rows[0] if rows else ())],
        )
        .properties(height=alt.Step(_STEP))
    )


def _bars(
    alt: Any,
    rows: Sequence[Record],
    name: str,
    length: str,
    title: str,
    colours: dict[str, str],
    *,
    percent: bool = False,
) -> Any:
    """Lying bars, one beneath the other in the order of the rows."""
    axis = alt.Axis(format="%") if percent else alt.Axis()
    order = [row[name] for row in rows]
    labels = alt.Axis(labelLimit=320, labelAlign="left", labelPadding=330, labelFont="monospace")
    return (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_bar()
        .encode(
            y=alt.Y(f"{name}:N", sort=order, title=None, axis=labels),
            x=alt.X(f"{length}:Q", title=title, axis=axis),
            color=_colour(alt, colours, rows),
            tooltip=[f"{each}:N" for each in rows[0]],
        )
        .properties(height=alt.Step(_STEP))
    )


def _colour(alt: Any, colours: dict[str, str], rows: Sequence[Record]) -> Any:
    """A colour for each kind that there is."""
    there = [kind for kind in colours if any(row["what"] == kind for row in rows)]
    scale = alt.Scale(domain=there, range=[colours[kind] for kind in there])
    return alt.Color("what:N", scale=scale, title=None, legend=alt.Legend(orient="top") if len(there) > 1 else None)


_DRAWINGS: dict[frozenset[str], Callable[[Any, Sequence[Record]], Any]] = {
    frozenset({"Step", "Depth", "Own cost", "Own ms", "Of policy", "Unused index"}): _plan,
    frozenset({"path", "depth", "share", "types"}): _keys,
    frozenset({"Partition", "From", "Kind", "Rows", "Bytes", "Remarks"}): _partitions,
    frozenset({"Table", "Bytes", "Critical", "Warnings"}): _tables,
    frozenset({"Schema", "Name", "Rows", "Why", "Tenant column", "May"}): _relations,
    frozenset({"Table", "Command", "Rows", "Counts", "Policy", "Condition", "Why"}): _decisions,
}
"""What is drawn, by the columns that rows have."""


def _number(value: Any) -> float:
    """A number; 0 for none, of which frames have several kinds."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return 0.0
    return 0.0 if isnan(found) else found


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
