"""What a replay has found: a page for people, a document for programs. Everybody's text is shown harmlessly."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from tenantsh.cases import words
from tenantsh.cases.comparing import Change, Compared, overall
from tenantsh.model.case import Verdict
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.cases.comparing import RowChange
    from tenantsh.cases.replaying import Replayed
    from tenantsh.cases.telling.causes import Causes
    from tenantsh.model.case import Difference, Look, Opening, Standing

_SQL = 100
"""So much of a statement is shown: enough to know which one it is."""
_VALUE = 600
_ROWS = 10
"""So many rows of a kind are named; of more, how many there are."""
_ROWS_OF = "rows"
"""What the difference of rows is called, with the relation where there is one: rows are named beneath it."""
_NOTHING = "nothing to compare"


def heading(opening: Opening) -> str:
    """Which case it is."""
    ticket = f" ({words.line(opening.ticket)})" if opening.ticket else ""
    return (
        f"Case {words.line(opening.id)}: {words.line(opening.title)}{ticket}\n"
        f"  {words.line(opening.created)} by {words.line(opening.by)}\n"
    )


def around(replayed: Replayed) -> str:
    """Who met a statement where, and where it was run again; how far a standby is behind is no part of it."""
    looks = {"recorded": replayed.recorded.look, "replayed": replayed.now}
    return "".join(_around(what, look) for what, look in looks.items() if look is not None)


def _around(what: str, look: Look) -> str:
    standing = replace(look.standing, lag=None)
    return f"  {what} {words.whose(look.surroundings)}\n           {words.server(standing)}\n"


def statement(replayed: Replayed, causes: Causes | None = None) -> str:
    """One statement's verdict, and beneath it what differs; what was told with another one is not written out again."""
    recorded, compared = replayed.recorded, replayed.compared
    lines = ["", f"{recorded.n:>3}  {words.short(' '.join(recorded.sql.split()), _SQL)}"]
    if compared is None:
        return "\n".join([*lines, f"     {_NOTHING}"]) + "\n"
    lines.append(f"     {compared.verdict}")
    for difference in compared.differences:
        first = causes.first(difference, recorded.n) if causes is not None else None
        lines += _difference(difference) if first is None else [f"{_named(difference)}  as with {first}"]
        if difference.what.partition(" ")[0] == _ROWS_OF:
            lines += _rows(compared)
    lines += [f"       note: {words.short(note, _VALUE)}" for note in compared.notes]
    return "\n".join(lines) + "\n"


def ending(opening: Opening, verdicts: Sequence[Verdict], causes: Causes) -> str:
    """The verdict on the case, and beneath it each cause with the statements that it has hit."""
    same = sum(verdict is Verdict.REPRODUCES for verdict in verdicts)
    told = f"{same:,} of {counted(len(verdicts), 'statement')} reproduce{'s' if same == 1 else ''}"
    said = told if verdicts else "there is no statement to look at"
    hit = "".join(f"  {line}\n" for line in causes.lines()) if len(verdicts) > 1 else ""
    return f"\n{overall(verdicts)}: case {words.line(opening.id)}, {said}\n{hit}"


def document(opening: Opening, statements: Sequence[Mapping[str, Any]], verdict: Verdict, causes: Causes) -> str:
    """The same for programs."""
    told = {
        "case": {"id": opening.id, "title": opening.title, "ticket": opening.ticket, "created": opening.created},
        "verdict": verdict,
        "statements": statements,
        "causes": causes.data(),
    }
    return json.dumps(told, indent=2) + "\n"


def data(replayed: Replayed) -> dict[str, Any]:
    """One statement of the document."""
    recorded = replayed.recorded
    compared = replayed.compared or Compared(Verdict.REPRODUCES)
    return {
        "n": recorded.n,
        "sql": recorded.sql,
        "verdict": compared.verdict if replayed.compared is not None else None,
        "differences": [asdict(each) for each in compared.differences],
        "key": list(compared.key),
        "rows": [asdict(each) for each in compared.changes],
        "notes": list(compared.notes),
        "server": _server(replayed.now.standing) if replayed.now is not None else None,
    }


def _server(standing: Standing) -> dict[str, Any]:
    return {
        "version": standing.version,
        "system": standing.system,
        "database": standing.database,
        "standby": standing.recovering,
        "lsn": standing.lsn,
    }


def _difference(difference: Difference) -> Iterator[str]:
    was, now = (words.short(text, _VALUE) for text in (difference.was, difference.now))
    yield _named(difference)
    if was:
        yield f"         was  {was}"
    if now:
        yield f"         now  {now}"


def _named(difference: Difference) -> str:
    return f"       {words.short(difference.what, _VALUE)}  [{difference.verdict}]"


def _rows(compared: Compared) -> Iterator[str]:
    for change in Change:
        rows = [row for row in compared.changes if row.change is change]
        if rows:
            more = f"; and {len(rows) - _ROWS:,} more" if len(rows) > _ROWS else ""
            told = "; ".join(_row(row, compared.key) for row in rows[:_ROWS])
            yield f"         {change:<8} {told}{more}"


def _row(row: RowChange, key: Sequence[str]) -> str:
    values = ("NULL" if value is None else words.short(value) for value in row.key)
    named = ", ".join(f"{words.line(name)} {value}" for name, value in zip(key, values, strict=False))
    columns = f" ({', '.join(map(words.line, row.columns))})" if row.columns else ""
    return named + columns
