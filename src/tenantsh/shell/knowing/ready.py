r"""What the first keys would wait for, made before they are pressed: the commands' modules, and the grammar of `\h`."""

from __future__ import annotations

from tenantsh.shell.completion import complete

_FIRST = ("\\", "alter ", "create ", "drop ", "grant ", "select ")


def make_ready() -> None:
    """Make it now, in a thread that nobody waits for; some 200 ms once."""
    for text in _FIRST:
        complete(text)
