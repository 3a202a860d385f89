"""The line that says whose data a cell shows, as text and as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.db.session import Session
    from tenantsh.model.tenant import Tenant

# JupyterLab's own colour for secondary text follows its light and dark themes
_STYLE = "color: var(--jp-ui-font-color2, #666); margin: 0.2em 0"


def whose(tenant: Tenant) -> str:
    """The organization and as whom it is seen.

    >>> from tenantsh.model.tenant import Person, Tenant
    >>> whose(Tenant("42", "Acme", "org_viewer"))
    'Acme (42) as org_viewer'
    >>> whose(Tenant("42", "Acme", "org_member", Person("7", "alice@acme.com"), write=True))
    'Acme (42) as alice@acme.com, org_member, read and write'
    """
    seen_as = [tenant.person.email if tenant.person else None, tenant.role]
    words = ", ".join(word for word in seen_as if word)
    mode = ", read and write" if tenant.write else ""
    return f"{tenant} as {words}{mode}" if words else f"{tenant}{mode}"


def opened(name: str, session: Session) -> str:
    """What opening a session says: who am I, verified."""
    mode = "" if session.tenant.write else " · read only"
    return f"{name}: {whose(session.tenant)}{mode} · verified"


def html_line(text: str) -> str:
    """A caption as HTML; the text is data and never live."""
    return f'<div style="{_STYLE}">{escape(text)}</div>'
