r"""Restricted mode, in which dumps are restored so that no data can pass for a command: `\restrict`, `\unrestrict`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.lang.slash import Kind
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.lang.slash import Arguments


@command(r"\restrict", "KEY", group=Group.GENERAL)
def restrict(ctx: Context, key: str) -> None:
    r"""Allow no command but `\unrestrict` from now on."""
    ctx.restricted = _given(r"\restrict", key)


@command(r"\unrestrict", "KEY", group=Group.GENERAL, reads=Reads.ITSELF)
def unrestrict(ctx: Context, arguments: Arguments) -> None:
    r"""Allow commands again, with the key that `\restrict` was given."""
    kind = Kind.WHOLE_LINE if _reads_all(ctx.session.server_version) else Kind.NORMAL
    argument = arguments.next(kind)
    key = _given(r"\unrestrict", argument.text.rstrip("; \t") if argument else "")
    if ctx.restricted is None:
        raise UsageError(r"\unrestrict: not currently in restricted mode")
    if key != ctx.restricted:
        raise UsageError(r"\unrestrict: wrong key")
    ctx.restricted = None


_READ_ALL = {13: 99, 14: 24, 15: 19, 16: 15, 17: 11}
r"""From which minor version of each major on `\unrestrict` takes all of its line, so that no other command is on it."""


def _reads_all(version: int) -> bool:
    """Whether the psql of a server's version does.

    >>> [_reads_all(version) for version in (150018, 170011, 180006)]
    [False, True, True]
    """
    major, minor = divmod(version, 10_000)
    return minor >= _READ_ALL.get(major, 0)


def _given(name: str, key: str) -> str:
    if not key:
        raise UsageError(f"{name}: missing required argument")
    return key
