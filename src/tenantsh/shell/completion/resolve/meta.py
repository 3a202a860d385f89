r"""Meta-commands, files, variables, organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.resolve.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Commands, Files, Organizations, Variables


def commands(wanted: Commands, looking: Looking) -> Iterator[Found]:
    """Commands by their beginning."""
    for command in looking.commands:
        if command.name.startswith(looking.wish.word):
            yield Found(command.name, command.name, "command", wanted.fit, 0, command.summary)


def files(wanted: Files, looking: Looking) -> Iterator[Found]:
    """Files and folders in the folder that has been typed so far."""
    return iter(())


def variables(wanted: Variables, looking: Looking) -> Iterator[Found]:
    """Variables that are set, and those that mean something."""
    return iter(())


def organizations(wanted: Organizations, looking: Looking) -> Iterator[Found]:
    """Organizations by id or name."""
    return iter(())
