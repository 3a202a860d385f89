r"""`\?`: what it is asked about, and what it leaves of the line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from tenantsh.commands import load_all
from tenantsh.commands.help import help_on_shell
from tenantsh.lang.slash import Arguments
from tenantsh.model.errors import UsageError
from tenantsh.shell.manual import page

if TYPE_CHECKING:
    from tenantsh.commands.context import Context


def _asked(line: str) -> tuple[str, str]:
    """The page that is shown, and what is left of the line for another command."""
    load_all()
    arguments = Arguments(line)
    shown = help_on_shell(cast("Context", SimpleNamespace(manual=page)), arguments)
    return b"".join(cast("list[bytes]", shown.data)).decode(), arguments.rest


@pytest.mark.parametrize("line", [r"\? org", r"\? \org", r"\?  \org", r"\? org;", r"\? \org;"])
def test_a_command_is_named_with_its_backslash_or_without(line: str) -> None:
    assert _asked(line) == (page("org"), "")


def test_a_command_that_help_is_asked_on_is_not_run() -> None:
    assert _asked(r"\? \org 43") == (page("org"), " 43")


@pytest.mark.parametrize("line", [r"\?", r"\?;", r"\? ;", r"\? commands"])
def test_without_a_command_it_is_all_of_them(line: str) -> None:
    assert _asked(line)[0] == page("commands")


@pytest.mark.parametrize("line", [r"\? \\ select 1", r"\?\org", r"\? org \whoami"])
def test_what_follows_is_left(line: str) -> None:
    assert _asked(line)[1].lstrip() in (r"\\ select 1", r"\org", r"\whoami")


@pytest.mark.parametrize("line", [r"\? nosuch", r"\? \nosuch"])
def test_a_command_that_is_not_there_is_an_error(line: str) -> None:
    with pytest.raises(UsageError, match='no command "nosuch"'):
        _asked(line)
