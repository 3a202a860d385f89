"""Results as DataFrames that say whose data they are. Imports pandas, so it is imported when there is a result."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from tenantsh.notebook.caption import html_line, whose

if TYPE_CHECKING:
    from collections.abc import Hashable
    from contextlib import AbstractContextManager

    from tenantsh.model.result import Result
    from tenantsh.model.tenant import Tenant


class TenantFrame(pd.DataFrame):
    r"""What a cell gives: a DataFrame that is shown with its tenant above it.

    `attrs` has plain values only, which survive copies, concatenation and Parquet: `tenant` (the fields of a Tenant),
    `whose` (the same in words), and where there are any `title`, `footers`, `prose` (its cells are sentences) and
    `parts`, the records of the tables that belong to this one by title.
    A frame that is derived from this one is a plain DataFrame with the same `attrs`.
    """

    @property
    def parts(self) -> dict[str, pd.DataFrame]:
        r"""The tables that belong to this one, by title: the indexes, policies and partitions of a `\d`."""
        return {title: pd.DataFrame(records) for title, records in self.attrs.get("parts", {}).items()}

    @property
    def caption(self) -> str:
        """Whose rows these are and how many: `Acme (42) as org_viewer · 12 rows · verified`."""
        rows = f"{len(self):,} row{'' if len(self) == 1 else 's'}"
        return f"{self.attrs['whose']} · {rows} · verified"

    def __repr__(self) -> str:
        title = self.attrs.get("title")
        return "\n".join([*([title] if title else []), self.caption, super().__repr__(), *self._footers()])

    def _repr_html_(self) -> str | None:
        # a price list is not a formula: without this, what stands between two dollar signs is typeset
        with pd.option_context("display.html.use_mathjax", False), self._shown_whole():  # noqa: FBT003 - pandas' own
            table = super()._repr_html_()  # type: ignore[misc]  # the stubs do not know it
        if table is None:
            return None
        if self._prose:
            table = table.replace("\\n", "<br>").replace("<td>", '<td style="text-align: left">')
        title = self.attrs.get("title")
        above = f"<div><b>{escape(title)}</b></div>" if title else ""
        below = f"<pre>{escape(chr(10).join(self._footers()))}</pre>" if self._footers() else ""
        return f'<div class="tenantsh">{above}{html_line(self.caption, self.attrs["whose"])}{table}{below}</div>'

    @property
    def _prose(self) -> bool:
        """Whether its cells are sentences, which are read as a whole."""
        return bool(self.attrs.get("prose"))

    def _shown_whole(self) -> AbstractContextManager[None]:
        return pd.option_context("display.max_colwidth", None) if self._prose else nullcontext()

    def _footers(self) -> list[str]:
        return list(self.attrs.get("footers", ()))


def framed(result: Result, tenant: Tenant) -> TenantFrame:
    """A result with a table as a frame; `tenant` is the session's, whose scope every row came through."""
    owned = replace(result, tenant=result.tenant or tenant)
    plain = owned.frame()
    frame = TenantFrame(plain)
    frame.attrs = {**plain.attrs, "whose": whose(owned.tenant or tenant), **_about(result)}
    return frame


def _about(result: Result) -> dict[Hashable, Any]:
    about: dict[Hashable, Any] = {
        "title": result.title,
        "prose": not result.expandable,
        "footers": list(result.footers or ()),
        "parts": {part.title or "": _records(part) for part in result.parts},
    }
    return {key: value for key, value in about.items() if value}


def _records(part: Result) -> list[dict[str, Any]]:
    names = [column.name for column in part.columns]
    return [dict(zip(names, row, strict=True)) for row in part.rows]
