"""What the toolbar has room for, and that nothing in it commands the terminal."""

from __future__ import annotations

import pytest

from tenantsh.model.tenant import Tenant
from tenantsh.render.width import width
from tenantsh.repl.states import State
from tenantsh.repl.toolbar import fitting, shown

FOUND = [
    State("Acme Corporation of the World (42)", "org"),
    State("READ-WRITE", "loud"),
    State("tx 12 s", "org", 1),
    State("org_member", rank=2),
    State("db.example:5432/app PG 18", rank=6),
    State("F2 complete on", rank=7),
]


def text(room: int, found: list[State] = FOUND) -> str:
    return "".join(piece[1] for piece in shown(fitting(found, room), room))


@pytest.mark.parametrize("room", range(30, 130))
def test_it_is_never_wider_than_the_screen_and_always_tells_the_tenant(room: int) -> None:
    assert width(text(room)) <= room
    assert text(room).startswith(" Acme Cor")
    assert "READ-WRITE" in text(room)


def test_what_counts_most_is_there_first() -> None:
    assert text(60) == " Acme Corporation of the World (42) | READ-WRITE | tx 12 s "
    assert text(73) == " Acme Corporation of the World (42) | READ-WRITE | tx 12 s | org_member "


def test_a_wide_name_is_cut_by_its_columns() -> None:
    assert width(text(30, [State("東京" * 20, "org"), State("read only")])) <= 30


def test_a_name_cannot_command_the_terminal() -> None:
    tenant = Tenant("42", "Acme\x1b[2J\r\n\u202eevil")
    assert not any(character in text(99, [State(str(tenant))]) for character in "\x1b\r\n\u202e")
