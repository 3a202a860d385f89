"""How a statement that takes long comes along, and how long it took, in words: for both edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.progress import Standing
    from tenantsh.model.result import Result

_BAR = 20
"""Characters."""
_SILENT_SECONDS = 5.0
"""How long a silence of the network is before it is worth a word."""


def running(standing: Standing) -> Iterator[str]:
    """How long it has run, what has come, and about how long it goes on; a bar, where it is known how much will come.

    >>> from tenantsh.db.progress import Standing
    >>> list(running(Standing(3.4, 0))), list(running(Standing(75, 120_000)))
    (['running for 3 s'], ['running for 1 min 15 s', '120,000 rows'])
    >>> list(running(Standing(30, 0, silent=12.4)))
    ['running for 30 s', "nothing heard of the server's machine for 12 s"]
    >>> list(running(Standing(30, 250, 1000, "organizations")))[1:]
    ['█████░░░░░░░░░░░░░░░ 250 of 1,000 organizations', 'about 1 min 30 s left']
    """
    rows, total = standing.rows, standing.total
    yield f"running for {duration(standing.seconds)}"
    if total:
        full = _BAR * min(rows, total) // total
        yield f"{'█' * full}{'░' * (_BAR - full)} {rows:,} of {total:,} {standing.unit}"
    elif rows:
        yield f"{rows:,} {standing.unit if rows != 1 else standing.unit.removesuffix('s')}"
    if standing.silent >= _SILENT_SECONDS:
        yield f"nothing heard of the server's machine for {duration(standing.silent)}"
    elif standing.left is not None:
        yield f"about {duration(standing.left)} left"


def duration(seconds: float, *, tenths: bool = False) -> str:
    """A time in words; of less than a minute the tenths too, where they are wanted.

    >>> duration(3.44), duration(75.2), duration(3.44, tenths=True)
    ('3 s', '1 min 15 s', '3.4 s')
    """
    minutes, rest = divmod(seconds, 60)
    if minutes:
        return f"{int(minutes)} min {int(rest)} s"
    return f"{rest:.1f} s" if tenths else f"{int(rest)} s"


def timed(result: Result) -> str:
    r"""What `\timing` tells behind a statement, in psql's words: `Time: 1234.567 ms (00:01.235)`."""
    milliseconds = (result.seconds or 0) * 1000
    if milliseconds < 1000:
        return f"Time: {milliseconds:.3f} ms"
    minutes, seconds = divmod(milliseconds / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    days, hours = divmod(hours, 24)
    clock = f"{minutes:02d}:{seconds:06.3f}" if not (hours or days) else f"{hours:02d}:{minutes:02d}:{seconds:06.3f}"
    return f"Time: {milliseconds:.3f} ms ({f'{days} d ' if days else ''}{clock})"
