"""The line that says whose data is shown, as text and as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenantsh.model.tenant import Tenant


def whose(tenant: Tenant) -> str:
    """The organization and as whom it is seen.

    >>> from tenantsh.model.tenant import Person, Tenant
    >>> whose(Tenant("42", "Acme", "org_viewer"))
    'Acme (42) as org_viewer'
    >>> whose(Tenant("42", "Acme", "org_member", Person("7", "alice@acme.com"), write=True))
    'Acme (42) as alice@acme.com, org_member, read and write'
    """
    seen_as = [str(tenant.person) if tenant.person else None, tenant.role]
    words = ", ".join(word for word in seen_as if word)
    mode = ", read and write" if tenant.write else ""
    return f"{tenant} as {words}{mode}" if words else f"{tenant}{mode}"


def caption(attrs: Mapping[Any, Any], rows: int) -> str:
    """Whose rows these are and how many; only rows that nobody has touched since are called verified.

    >>> caption({"whose": "Acme (42) as org_viewer", "verified": True}, 12)
    'Acme (42) as org_viewer · 12 rows · verified'
    >>> caption({"whose": "Acme (42) as org_viewer", "verified": False}, 1)
    'derived from Acme (42) as org_viewer · 1 row'
    """
    counted = f"{rows:,} row{'' if rows == 1 else 's'}"
    if attrs.get("verified"):
        return f"{attrs['whose']} · {counted} · verified"
    origin = "mixed from" if attrs.get("mixed") else "derived from"
    return f"{origin} {attrs['whose']} · {counted}"


def html_line(text: str, strong: str = "") -> str:
    """A caption as HTML, `strong` within it in bold; the text is data and never live.

    >>> html_line("default: A&B (42) · verified", "A&B (42)")
    '<div>default: <b>A&amp;B (42)</b> · verified</div>'
    """
    line, bold = escape(text), escape(strong)
    return f"<div>{line.replace(bold, f'<b>{bold}</b>', 1) if bold else line}</div>"
