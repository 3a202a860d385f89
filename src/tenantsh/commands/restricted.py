r"""Restricted mode, in which dumps are restored so that no data can pass for a command: `\restrict`, `\unrestrict`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.lang.slash import Kind
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenantsh.commands.context import Context
    from tenantsh.lang.slash import Arguments


@command(r"\restrict", "KEY", group=Group.GENERAL)
def restrict(ctx: Context, key: str) -> None:
    r"""Allow no command but `\unrestrict` from now on."""
    _need(ctx, r"\restrict")
    ctx.restricted = _given(r"\restrict", key)


@command(r"\unrestrict", "KEY", group=Group.GENERAL, reads=Reads.ITSELF)
def unrestrict(ctx: Context, arguments: Arguments) -> None:
    r"""Allow commands again, with the key that `\restrict` was given."""
    _need(ctx, r"\unrestrict")
    kind = Kind.WHOLE_LINE if _reached(ctx.session.server_version, _READ_ALL) else Kind.NORMAL
    argument = arguments.next(kind)
    key = _given(r"\unrestrict", argument.text.rstrip("; \t") if argument else "")
    if ctx.restricted is None:
        raise UsageError(r"\unrestrict: not currently in restricted mode")
    if key != ctx.restricted:
        raise UsageError(r"\unrestrict: wrong key")
    ctx.restricted = None


_HAVE_IT = {13: 22, 14: 19, 15: 14, 16: 10, 17: 6}
"""The minor versions of psql that have restricted mode first; later majors have had it from the beginning."""

_READ_ALL = {13: 99, 14: 24, 15: 19, 16: 15, 17: 11}
r"""Those from which on `\unrestrict` takes all of its line, so that no other command is on it."""


def _reached(version: int, minors: Mapping[int, int]) -> bool:
    """Whether a server's version, and with it the psql that is followed, is one of these or later.

    >>> [_reached(version, _READ_ALL) for version in (150018, 170011, 180006)]
    [False, True, True]
    """
    major, minor = divmod(version, 10_000)
    return minor >= minors.get(major, 0)


def _need(ctx: Context, name: str) -> None:
    if not _reached(ctx.session.server_version, _HAVE_IT):
        raise UsageError(f"invalid command {name}")


def _given(name: str, key: str) -> str:
    if not key:
        raise UsageError(f"{name}: missing required argument")
    return key
