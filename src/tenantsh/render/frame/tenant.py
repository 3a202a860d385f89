"""DataFrames that say whose data they are. Imports pandas."""

from __future__ import annotations

from contextlib import nullcontext
from html import escape
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from tenantsh.model.tenant import harmless
from tenantsh.render.frame import mixing
from tenantsh.render.frame.caption import caption, html_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tenantsh.render.pictures import Picture


class _Minding:
    """What a frame and its columns do where others are made of them, or values are set.

    mypy does not see that one of pandas' classes always comes behind it, which has what `super()` names here.
    """

    attrs: Any

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Self:
        """Take attributes along, but no claim that the rows are verified; pandas calls it for all that it derives."""
        before, sources = self.attrs, [source.attrs for source in _sources(other)]
        made: Self = super().__finalize__(other, method, **kwargs)  # type: ignore[misc]
        if before or len(sources) > 1:
            made.attrs = mixing.derived([attrs for attrs in (before, *sources) if attrs]) or made.attrs
        elif made.attrs.get("verified"):  # pandas has copied them
            made.attrs["verified"] = False
        return made

    @property
    def loc(self) -> Any:
        """As in pandas."""
        return _Loc("loc", self)

    @property
    def iloc(self) -> Any:
        """As in pandas."""
        return _ILoc("iloc", self)

    def __setitem__(self, key: Any, value: Any) -> None:
        _changed(self, value)
        super().__setitem__(key, value)  # type: ignore[misc]

    def __delitem__(self, key: Any) -> None:
        _changed(self)
        super().__delitem__(key)  # type: ignore[misc]

    def describe(self, *args: Any, **kwargs: Any) -> Any:
        """As in pandas, which would call its figures verified: it makes them of a kind of its own."""
        made: Any = type(self)(super().describe(*args, **kwargs))  # type: ignore[misc,call-arg]
        made.attrs = mixing.derived([self.attrs])
        return made

    def _set_axis(self, *args: Any, **kwargs: Any) -> None:  # what `columns = …` and `index = …` do
        _changed(self)
        super()._set_axis(*args, **kwargs)  # type: ignore[misc]

    def _set_value(self, *args: Any, **kwargs: Any) -> None:  # what `at` and `iat` do
        _changed(self)
        super()._set_value(*args, **kwargs)  # type: ignore[misc]

    def _update_inplace(self, result: Any) -> None:  # what `inplace=True` does
        _changed(self)
        super()._update_inplace(result)  # type: ignore[misc]


class _Loc(type(pd.Series().loc)):  # type: ignore[misc]  # pandas has no public name for it
    def __setitem__(self, key: Any, value: Any) -> None:
        _changed(self.obj, value)
        super().__setitem__(key, value)


class _ILoc(type(pd.Series().iloc)):  # type: ignore[misc]  # as above
    def __setitem__(self, key: Any, value: Any) -> None:
        _changed(self.obj, value)
        super().__setitem__(key, value)


class TenantSeries(_Minding, pd.Series):  # type: ignore[misc]  # what the stubs call final pandas overrides too
    """A column of a TenantFrame: its `attrs` say whose values they are."""

    @property
    def _constructor(self) -> Callable[..., TenantSeries]:
        return TenantSeries

    @property
    def _constructor_expanddim(self) -> Callable[..., TenantFrame]:
        return TenantFrame


class TenantFrame(_Minding, pd.DataFrame):  # type: ignore[misc]  # as above
    r"""A DataFrame that is shown with its tenant above it.

    `attrs` has plain values only, which survive copies, pickle and Parquet: `tenant` (the fields of a Tenant), `whose`
    (the same in words), `query`, `parameters` (names and shapes), `time`, `server`, `verified`, and where there are any
    `told` (columns that are not of their usual type, and why), `title`, `footers`, `prose` (its cells are sentences)
    and `parts`, the records of the tables that belong to this one by title.

    What is derived from it keeps them, and says that it is derived. Where frames of two organizations meet, pandas
    keeps no attributes, and MixedTenantsWarning is given: `tenantsh.concat` is the way to have both.
    """

    @property
    def _constructor(self) -> Callable[..., TenantFrame]:
        return TenantFrame

    @property
    def _constructor_sliced(self) -> Callable[..., TenantSeries]:
        return TenantSeries

    def insert(self, loc: int, column: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """As in pandas."""
        _changed(self, value)
        super().insert(loc, column, value, *args, **kwargs)

    def isetitem(self, loc: Any, value: Any) -> None:
        """As in pandas."""
        _changed(self, value)
        super().isetitem(loc, value)

    @property
    def parts(self) -> dict[str, pd.DataFrame]:
        r"""The tables that belong to this one, by title: the indexes, policies and partitions of a `\d`."""
        return {title: pd.DataFrame(records) for title, records in self.attrs.get("parts", {}).items()}

    @property
    def caption(self) -> str:
        """Whose rows these are and how many: `Acme (42) as org_viewer · 12 rows · verified`."""
        return caption(self.attrs, len(self)) if "whose" in self.attrs else ""

    def picture(self) -> Picture:
        r"""A small picture of what `\partitions`, `\keys`, `\plan` or `\rls` found; needs the `pictures` extra.

        Raises UsageError where there is none of such rows.
        """
        from tenantsh.render.pictures import picture

        return picture(self, self._first_hand("title"))

    def __repr__(self) -> str:
        title = self._first_hand("title")
        above = [line for line in (title, self.caption) if line]
        return "\n".join([*above, super().__repr__(), *self._beneath()])

    def _repr_html_(self) -> str | None:
        # a price list is not a formula: without this, what stands between two dollar signs is typeset
        with pd.option_context("display.html.use_mathjax", False), self._shown_whole():  # noqa: FBT003 - pandas' own
            table: str | None = super()._repr_html_()  # type: ignore[misc]  # the stubs do not know it
        if table is None or not self.caption:
            return table
        if self._prose:
            table = table.replace("\\n", "<br>").replace("<td>", '<td style="text-align: left">')
        title = self._first_hand("title")
        above = f"<div><b>{escape(title)}</b></div>" if title else ""
        below = f"<pre>{escape(chr(10).join(self._beneath()))}</pre>" if self._beneath() else ""
        return f'<div class="tenantsh">{above}{html_line(self.caption, self.attrs["whose"])}{table}{below}</div>'

    @property
    def _prose(self) -> bool:
        """Whether its cells are sentences, which are read as a whole."""
        return bool(self.attrs.get("prose"))

    def _shown_whole(self) -> AbstractContextManager[None]:
        return pd.option_context("display.max_colwidth", None) if self._prose else nullcontext()

    def _first_hand(self, key: str) -> Any:
        """What was said of the rows that came; it need not be true of others that were made of them."""
        return self.attrs.get(key) if self.attrs.get("verified") else None

    def _beneath(self) -> list[str]:
        notes = ["note: " + harmless(sentence) for sentence in self.attrs.get("told", ())]
        return [*(self._first_hand("footers") or ()), *notes]


def _sources(other: Any) -> list[Any]:
    """What pandas says that something was made of: a frame, a column, or several with a concatenation."""
    if isinstance(other, (pd.DataFrame, pd.Series)):
        return [other]
    return [source for source in getattr(other, "input_objs", ()) if hasattr(source, "attrs")]


def _changed(frame: Any, value: Any = None) -> None:
    """Somebody sets values: these are not the rows that came. Their own attributes count where they have some."""
    sources = [frame.attrs, *(source.attrs for source in _sources(value))]
    if frame.attrs.get("verified") or len(sources) > 1:
        frame.attrs = mixing.derived(sources) or frame.attrs
