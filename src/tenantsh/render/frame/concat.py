"""Frames of several organizations as one, each row with the organization that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import UsageError
from tenantsh.model.tenant import called
from tenantsh.render.frame.mixing import tenants, together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.render.frame.about import Attrs

_UNTOLD = "a frame does not say whose rows it has"
_HOW = 'concat takes frames of tenantsh, before pandas has mixed them: concat([frame, other]) or concat({"42": frame})'


@dataclass(frozen=True, slots=True)
class Part:
    """A frame and whose it is."""

    org: str
    frame: Any
    attrs: Attrs


def concat(frames: Mapping[str, Any] | Iterable[Any], *, column: str = "org") -> Any:
    """One frame of several, of pandas, polars or Arrow, with a column first that says whose each row is.

    The organizations are those that the frames came from; as keys of a dict they are checked. polars frames that were
    filtered or changed have lost whose they are: there the keys of the dict say it.

    Raises UsageError where a frame does not say whose rows it has, has those of several organizations already, or has
    other columns than the first one.
    """
    parts = [_part(org, frame) for org, frame in _pairs(frames)]
    if not parts:
        raise UsageError("there are no frames to put together", hint=_HOW)
    kinds = {_kind(part.frame): part.frame for part in parts}
    if len(kinds) > 1:
        raise UsageError(f"frames of {' and '.join(kinds)} do not go together", hint="ask for all with one engine")
    return _JOINS[next(iter(kinds))](parts, column)


def _pairs(frames: Mapping[str, Any] | Iterable[Any]) -> list[tuple[str | None, Any]]:
    if isinstance(frames, Mapping):
        return [(str(org), frame) for org, frame in frames.items()]
    if _known(frames):
        raise UsageError("one frame is nothing to put together", hint=_HOW)
    if not isinstance(frames, Iterable):
        raise UsageError(f"{type(frames).__name__} is no frame", hint=_HOW)
    return [(None, frame) for frame in frames]


def _part(org: str | None, frame: Any) -> Part:
    attrs = _attrs(frame)
    known = [tenant["org"] for tenant in tenants(attrs)]
    if len(known) > 1:
        raise UsageError(f"a frame has rows of {attrs['whose']} already", hint=_HOW)
    if not known and (org is None or _kind(frame) != "polars"):
        lost = " (polars keeps no attributes: give a dict)" if _kind(frame) == "polars" else ""
        raise UsageError(f"{_UNTOLD}{lost}", hint=_HOW)
    if known and org not in (None, known[0]):
        (tenant,) = tenants(attrs)
        raise UsageError(f'the frame under "{org}" has rows of {called(tenant["name"], tenant["org"])}')
    return Part(known[0] if known else str(org), frame, attrs)


def _together(parts: Sequence[Part], told: Iterable[str] = ()) -> Attrs:
    """The attributes of all: only what all have in common, and whose rows they are."""
    sources = [part.attrs for part in parts]
    first = sources[0]
    kept = {key: value for key, value in first.items() if all(other.get(key) == value for other in sources)}
    every = list(dict.fromkeys([*(one for source in sources for one in source.get("told", ())), *told]))
    for gone in ("tenant", "footers", "parts"):
        kept.pop(gone, None)
    verified = all(source.get("verified") for source in sources)
    whose = together(
        [source if tenants(source) else _bare(part.org) for part, source in zip(parts, sources, strict=True)]
    )
    return {**kept, **whose, "verified": verified, **({"told": every} if every else {})}


def _bare(org: str) -> Attrs:
    return {"tenant": {"org": org, "name": None}}


# -- the kinds of frames ---------------------------------------------------------------------------------------------


def _known(frame: Any) -> bool:
    return type(frame).__module__.partition(".")[0] in _KINDS or hasattr(frame, "attrs")


def _kind(frame: Any) -> str:
    for base in type(frame).__mro__:
        kind = _KINDS.get(base.__module__.partition(".")[0])
        if kind is not None and base.__name__ in ("DataFrame", "Table"):
            return kind
    raise UsageError(f"{type(frame).__name__} is no frame", hint=_HOW)


_KINDS = {"pandas": "pandas", "polars": "polars", "pyarrow": "Arrow"}


def _attrs(frame: Any) -> Attrs:
    if _kind(frame) == "Arrow":
        from tenantsh.render.frame.as_arrow import attrs_of

        return attrs_of(frame)
    return dict(getattr(frame, "attrs", {}))


def _check_columns(parts: Sequence[Part], columns: Sequence[list[Any]], column: str) -> None:
    first, names = parts[0], columns[0]
    if column in names:
        raise UsageError(
            f'the frames have a column "{column}"',
            hint=f'concat(…, column="organization") names ours other than {column}',
        )
    for part, other in zip(parts, columns, strict=True):
        if other != names:
            raise UsageError(
                f"the frames of {first.org} and {part.org} do not have the same columns",
                why=f"{first.org} has {_names(names)}; {part.org} has {_names(other)}",
                hint="what is missing would be filled up, and integers would become floats; select the same columns",
            )


def _names(names: Sequence[Any]) -> str:
    few = ", ".join(map(str, names[:8]))
    return few + (f" and {len(names) - 8} more" if len(names) > 8 else "") if names else "none"


def _pandas(parts: Sequence[Part], column: str) -> Any:
    import pandas as pd

    from tenantsh.render.frame.tenant import TenantFrame

    _check_columns(parts, [list(part.frame.columns) for part in parts], column)
    labelled = [_labelled(part, column) for part in parts]
    plain = all(type(frame.index) is pd.RangeIndex and frame.index.name is None for frame in labelled)
    made = TenantFrame(pd.concat(labelled, ignore_index=plain))
    made.attrs = _together(parts, _mixed_types([[str(dtype) for dtype in one.dtypes] for one in labelled], made))
    return made


def _labelled(part: Part, column: str) -> Any:
    import pandas as pd

    plain = pd.DataFrame(part.frame, copy=False)
    plain.attrs = {}
    plain.insert(0, column, pd.Series([part.org] * len(plain), index=plain.index, dtype="str"))
    return plain


def _mixed_types(dtypes: Sequence[Sequence[str]], made: Any) -> list[str]:
    """Columns whose values are of several types now, since their frames had no type in common."""
    return [
        f'column "{name}" has values of several types: {", ".join(sorted(set(found)))}'
        for name, dtype, found in zip(made.columns, made.dtypes, zip(*dtypes, strict=True), strict=True)
        if str(dtype) == "object" and set(found) != {"object"}
    ]


def _polars(parts: Sequence[Part], column: str) -> Any:
    import polars as pl

    from tenantsh.render.frame.as_polars import with_attrs

    _check_columns(parts, [part.frame.columns for part in parts], column)
    labelled = [part.frame.select(pl.lit(part.org).alias(column), pl.all()) for part in parts]
    try:
        made = pl.concat(labelled, how="vertical_relaxed")
    except pl.exceptions.PolarsError as error:
        raise _no_common_type(error) from error
    return with_attrs(made, _together(parts))


def _arrow(parts: Sequence[Part], column: str) -> Any:
    import pyarrow as pa

    from tenantsh.arrow.reader import TEXT
    from tenantsh.render.frame.as_arrow import with_attrs

    _check_columns(parts, [part.frame.column_names for part in parts], column)
    labelled = [
        part.frame.add_column(0, pa.field(column, TEXT), pa.repeat(pa.scalar(part.org, TEXT), part.frame.num_rows))
        for part in parts
    ]
    try:
        made = pa.concat_tables([table.replace_schema_metadata() for table in labelled], promote_options="permissive")
    except pa.ArrowException as error:
        raise _no_common_type(error) from error
    return with_attrs(made, _together(parts))


def _no_common_type(error: Exception) -> UsageError:
    return UsageError(
        "a column has types that have none in common",
        why=str(error).splitlines()[0],
        hint="select it as text (::text) in each of them",
    )


_JOINS = {"pandas": _pandas, "polars": _polars, "Arrow": _arrow}
