"""How the prompt looks: the verified organization, role, mode and transaction, at a glance and without colour too."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from prompt_toolkit.lexers import Lexer, PygmentsLexer
from prompt_toolkit.styles import Style, merge_styles, style_from_pygments_cls

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from tenantsh.db.session import Session

_STYLE = Style.from_dict(
    {
        "org": "bold ansigreen",
        "write": "bold ansired",
        "role": "ansicyan",
        "state": "bold ansiyellow",
        "continued": "ansibrightblack",
    }
)


def prompt(session: Session, continued: str = "=") -> StyleAndTextTuples:
    """The prompt of the session's state: `Acme (42) org_viewer ro=> `; `=*>` in a transaction, `=!>` in a failed one.

    `continued` is what psql's `%R` shows: `=` at a new statement, else what is still open.
    """
    tenant = session.tenant
    transaction = "!" if session.failed else "*" if session.in_transaction else ""
    mode = ("class:write", "RW") if tenant.write else ("class:role", "ro")
    person = f" {tenant.person}" if tenant.person else ""
    lost = "" if session.connected else " disconnected"
    return [
        ("class:write" if tenant.write else "class:org", f"{tenant}{person}"),
        ("class:role", f" {tenant.role or session.link.identity.role} "),
        mode,
        ("class:state", lost),
        ("", continued),
        ("class:state", transaction),
        ("", "> "),
    ]


def continuation(width: int, wrapped: int) -> StyleAndTextTuples:
    """What stands in front of a statement's further lines; nothing where a long line only goes on."""
    if wrapped:
        return []
    return [("class:continued", "-> ".rjust(min(width, 12)))]


def lexer() -> Lexer:
    """Colours for PostgreSQL's SQL and for meta-commands."""
    from pygments.lexers.sql import PostgresLexer

    return PygmentsLexer(PostgresLexer)


def style() -> Style:
    """The colours; none where NO_COLOR is set."""
    if os.environ.get("NO_COLOR"):
        return Style([])
    from pygments.styles import get_style_by_name

    return merge_styles([style_from_pygments_cls(get_style_by_name("default")), _STYLE])  # type: ignore[return-value]


def banner(session: Session, version: str, warnings: list[str]) -> str:
    """What an interactive shell says first: who one is, and what row security does not cover."""
    tenant, identity = session.tenant, session.link.identity
    mode = "READ AND WRITE" if tenant.write else "read only"
    place = ", through a pooler" if session.link.pooled else ""
    place += ", hot standby" if identity.standby else ""
    person = f" as {tenant.person}" if tenant.person else ""
    lines = [
        f"tenantsh {version}, PostgreSQL {identity.version.split(' ')[0]}, database {identity.database}{place}",
        f"{tenant}{person}, role {tenant.role or identity.role}, {mode}: verified with every statement",
        *warnings,
        r"Type \? for help, \q to leave.",
    ]
    return "\n".join(lines)
