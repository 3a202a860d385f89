"""What can be said without the row: nobody may read it, nobody has found it, or nobody may look for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.policies import Standing
from tenantsh.db.why import months
from tenantsh.db.why.matter import called, itself, outcome, wordings
from tenantsh.db.why.outcome import Explanation, Line, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.policies import Table
    from tenantsh.db.why.asking import Answer
    from tenantsh.db.why.matter import Matter


def denied(about: Matter) -> Explanation:
    """Of a table or column that the role may not read."""
    answer = about.session.ask_apart([about.reality])[0]
    if answer.sqlstate not in ("", "42501"):  # a policy that cannot even be read comes before a privilege
        return Explanation(
            Outcome.FAILS, f"reading it is an {answer.word}; and {about.denied}", about.standing, (), Outcome.FAILS
        )
    real = Outcome.DENIED if answer.sqlstate else outcome(answer)
    return Explanation(Outcome.DENIED, about.denied, about.standing, (Outcome.DENIED,), real)


def opaque(about: Matter, answer: Answer) -> Explanation:
    """Of a foreign table, and of a view whose rows are made of several tables'."""
    table, real = about.shown, outcome(answer)
    lines = (*about.standing, *(_beneath(table)), _itself(answer))
    if real is not Outcome.HIDDEN:
        return _shown(answer, lines)
    if table.standing is Standing.FOREIGN:
        return Explanation(Outcome.UNKNOWN, f"{real}; another server decides about its rows", lines, (), real)
    why = f"{real}; its rows are not one table's each, and so it cannot be told which condition decides"
    names = ", ".join(sorted({each.sql for each in table.beneath}))
    hint = rf": ask \why of {names}" if names else ""
    return Explanation(Outcome.UNKNOWN, why + hint, lines, (), real)


def _beneath(table: Table) -> Iterator[Line]:
    for each in table.beneath:
        yield Line(f"it reads {each.sql}", "by policy" if each.applies else "every row", f"as {each.reader}")


def blind(about: Matter, answer: Answer) -> Explanation:
    """What can be said by a session that is not shown the row."""
    real = outcome(answer)
    lines = [*about.standing, _itself(answer)]
    if real is not Outcome.HIDDEN:
        return _shown(answer, tuple(lines))
    asked = wordings(about)
    lines += [Line(called(each), "not asked", each.condition.sql) for each in asked]
    gone, held = months.gone(about.session, about.table, about.own_key)
    lines += gone
    if about.table.standing is Standing.NO_POLICY:
        why = "no policy permits any row; whether there is such a row cannot be told"
        return Explanation(Outcome.HIDDEN, why, tuple(lines), (Outcome.HIDDEN,), real)
    if not asked:
        why = f"row security hides nothing here: no such row{f'; {held}' if held else ''}"
        return Explanation(Outcome.ABSENT, why, tuple(lines), (Outcome.HIDDEN,), real)
    could = ["it is another organization's", "one of these conditions hides it", "it was never there"]
    if gone:
        could.insert(2, "it is gone with its month")
    why = (
        f"not seen; whether {', '.join(could[:-1])}, or {could[-1]}, cannot be told apart without a connection that"
        " may see every row (--admin-profile NAME)"
    )
    return Explanation(Outcome.UNKNOWN, f"{held}, or {why}" if held else why, tuple(lines), (), real)


def absent(about: Matter, elsewhere: Sequence[str], answer: Answer) -> Explanation:
    """Of a row that the admin's connection does not see."""
    real = outcome(answer)
    if real is Outcome.SEEN:
        why = "this session sees it and the admin's does not: it was written in an open transaction, or just now"
        return Explanation(real, why, (*about.standing, _itself(answer)), (), real)
    gone, held = months.gone(about.session, about.table, about.own_key)
    lines = [*about.standing, Line("the row", "absent"), *gone]
    lines += [Line("a row of that key", "exists", f"in {each}") for each in elsewhere]
    why = "there is no such row"
    if held:
        why += f"; {held}"
    if elsewhere:
        why += f"; {', '.join(elsewhere)} has one, and is no partition of it"
    if about.table.standing is Standing.COPY:
        why += f"; it holds what its owner {about.table.relation.owner} saw when it was refreshed"
    lines.append(_itself(answer))
    if real is Outcome.FAILS:
        return Explanation(real, f"reading it is an {answer.word}; {why}", tuple(lines), (), real)
    return Explanation(Outcome.ABSENT, why, tuple(lines), (Outcome.HIDDEN,), real)


def _shown(answer: Answer, lines: tuple[Line, ...]) -> Explanation:
    """What needs no row: the session sees it, or cannot read the table."""
    if answer.sqlstate:
        return Explanation(Outcome.FAILS, f"reading it is an {answer.word}", lines, (), Outcome.FAILS)
    return Explanation(Outcome.SEEN, "this session sees it", lines, (), Outcome.SEEN)


def _itself(answer: Answer) -> Line:
    """What the table said: that no row was seen is not yet that one is hidden."""
    line = itself(outcome(answer), answer.word if answer.sqlstate else "")
    return replace(line, answer="no row") if line.answer == Outcome.HIDDEN else line
