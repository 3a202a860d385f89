"""What commands say of their arguments, by the annotations of their handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pytest

from tenantsh.commands import kinds
from tenantsh.commands.kinds import Kind, Named, Relations, Routines, Types
from tenantsh.commands.registry import REGISTRY, command

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.commands.registry import Command

OF_NO_KIND = {
    r"\bind": "values of parameters are the person's own",
    r"\C": "a title is any text",
    r"\f": "a separator is any text",
    r"\T": "attributes of HTML are any text",
    r"\gset": "a prefix is one that is not there yet",
    r"\parse": "the name of a prepared statement is a new one",
    r"\getresults": "a number",
    r"\lo_unlink": "large objects have no names",
    r"\restrict": "a secret",
    r"\unmask": "a marked column: alone it lists them",
    r"\unrestrict": "a secret",
}
"""Commands with arguments that nothing can be offered for, and why."""


def taking() -> list[Command]:
    return [entry for entry in REGISTRY if entry.usage]


def of_a_kind(entry: Command) -> bool:
    return any(entry.arguments) or entry.endless is not None


def test_a_command_says_what_its_arguments_are_or_why_not() -> None:
    assert {entry.name for entry in taking() if not of_a_kind(entry)} == set(OF_NO_KIND)


def test_a_command_without_arguments_has_no_kinds_of_them() -> None:
    assert [entry.name for entry in REGISTRY if not entry.usage and of_a_kind(entry)] == []


@pytest.mark.parametrize(
    ("name", "at", "kind"),
    [
        (r"\dt", 0, Relations("rp")),
        (r"\di", 0, Relations("iI")),
        (r"\d", 0, Relations("rpvmfSiI")),
        (r"\df", 0, Routines()),
        (r"\df", 5, Types()),
        (r"\drds", 1, Named("database")),
        (r"\connect", 1, Named("role")),
        (r"\bind_named", 0, Named("prepared statement")),
        (r"\set", 0, Kind.VARIABLE),
        (r"\set", 3, Kind.VALUE),
        (r"\if", 2, Kind.CONDITION),
        (r"\lo_import", 1, None),
        (r"\dt", 1, None),
    ],
)
def test_the_kind_of_an_argument_is_read_from_the_handler_s_annotation(name: str, at: int, kind: object) -> None:
    assert REGISTRY.find(name)[0].argument(at) == kind


@pytest.fixture
def unregistered() -> object:
    """Takes away what a test registers."""
    before = dict(REGISTRY._commands)
    yield None
    REGISTRY._commands = before


Mine = Annotated[str, Named("policy")]


@pytest.mark.usefixtures("unregistered")
def test_a_plug_in_s_own_annotation_is_found_in_its_module() -> None:
    @command(r"\mine", "[A [B [C...]]]", group="General")
    def handler(_ctx: Context, _first: Mine | None = None, _second: kinds.Table = "", *_rest: kinds.Filter) -> None:
        """Do nothing."""

    entry, _ = REGISTRY.find(r"\mine")
    assert entry.arguments == (Named("policy"), Relations("rp"))
    assert entry.endless is Kind.FILTER
