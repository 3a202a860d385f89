"""A statement's answers, then and now: rows, or errors, or the reason why there is nothing to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.cases.comparing.failures import compare_failures
from tenantsh.cases.comparing.keys import changes
from tenantsh.model.case import Difference, Verdict
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from tenantsh.cases.comparing.compared import RowChange
    from tenantsh.model.case import Answer, Look


@dataclass(frozen=True, slots=True)
class Answers:
    """What differs between two answers."""

    differences: tuple[Difference, ...] = ()
    key: tuple[str, ...] = ()
    changes: tuple[RowChange, ...] = ()
    notes: tuple[str, ...] = ()


def compare_answers(was: Look, now: Look, *, keyed: bool) -> Answers:
    """Compare rows with rows, errors with errors, and say where there is only one of them, or none."""
    untold = tuple(dict.fromkeys((*was.untold, *now.untold)))
    if was.failure is not None or now.failure is not None:
        found = compare_failures(was, now)
        return Answers(found, notes=untold if found else (_same_error(was), *untold))
    if was.answer is None or now.answer is None:
        return Answers((Difference(Verdict.CANNOT_TELL, _of(was, now), _looked(was), _looked(now)),), notes=untold)
    if was.answer.columns != now.answer.columns:
        return Answers(tuple(_columns(was.answer, now.answer, _of(was, now))), notes=untold)
    return _rows(was.answer, now.answer, untold, _of(was, now), keyed=keyed)


def _same_error(was: Look) -> str:
    assert was.failure is not None
    return f"it ends with the same error: {was.failure.sqlstate} {was.failure.message}"


def _of(was: Look, now: Look) -> str:
    """What the rows are called: by the relation, where the plans read one and the same."""
    read = {name for look in (was, now) if look.planned is not None for name in look.planned.relations}
    return f"rows of {read.pop()}" if len(read) == 1 else "rows"


def _looked(look: Look) -> str:
    if look.answer is not None:
        return _so_many(look.answer)
    return "not looked at" if not look.untold else f"not looked at: {look.untold[0]}"


def _so_many(answer: Answer) -> str:
    """How many rows there are, or at least are."""
    return f"{'' if answer.complete else 'more than '}{counted(answer.rows, 'row')}"


def _columns(was: Answer, now: Answer, what: str) -> list[Difference]:
    before, after = set(was.columns), set(now.columns)
    gone = [f"{name} {type_}" for name, type_ in was.columns if (name, type_) not in after]
    come = [f"{name} {type_}" for name, type_ in now.columns if (name, type_) not in before]
    order = "in another order" if not gone and not come else "(none)"
    found = [
        Difference(
            Verdict.SCHEMA_CHANGED, "columns of the answer", ", ".join(gone) or "(none)", ", ".join(come) or order
        )
    ]
    if (was.rows, was.complete) != (now.rows, now.complete):
        found.append(Difference(Verdict.DATA_CHANGED, what, _so_many(was), _so_many(now)))
    return found


def _rows(was: Answer, now: Answer, untold: tuple[str, ...], what: str, *, keyed: bool) -> Answers:
    if (was.rows, was.complete) != (now.rows, now.complete):
        return _others(was, now, untold, what, keyed=keyed)
    if was.rows == now.rows == 0:
        return Answers(notes=untold)
    if not keyed:
        told = "their values cannot be compared without the case's key"
        return Answers((Difference(Verdict.CANNOT_TELL, what, _so_many(was), _so_many(now)),), notes=(told, *untold))
    if was.multiset != now.multiset:
        return _others(was, now, untold, what, keyed=True)
    if not was.complete:
        rest = Difference(Verdict.CANNOT_TELL, what, _so_many(was), f"{_so_many(now)}, these the same")
        return Answers((rest,), notes=untold)
    if was.ordered == now.ordered:
        return Answers(notes=untold)
    note = "the order is not told apart by ORDER BY" if was.has_order else "the statement asks for no order"
    moved = Difference(Verdict.SAME_ROWS_OTHER_ORDER, f"order of the {what}", "as recorded", "another")
    return Answers((moved,), notes=(note, *untold))


def _others(was: Answer, now: Answer, untold: tuple[str, ...], what: str, *, keyed: bool) -> Answers:
    """The rows are others: because the data are, or for a reason that the statement has in itself."""
    told = bool(untold) or not (was.complete and now.complete)
    verdict = Verdict.CANNOT_TELL if told else Verdict.DATA_CHANGED
    found = changes(was, now) if keyed else ()
    difference = Difference(verdict, what, *_said(was, now))
    return Answers((difference,), was.key if found else (), found, untold)


def _said(was: Answer, now: Answer) -> tuple[str, str]:
    """How many rows there were and are; of one row, as of a count, what is kept of it, masked."""
    if was.rows != now.rows:
        return _so_many(was), _so_many(now)
    if was.rows == 1 and not was.key and was.sample and now.sample and was.sample != now.sample:
        return f"{_so_many(was)}: {_only(was)}", f"{_so_many(now)}: {_only(now)}"
    return _so_many(was), f"{_so_many(now)}, other values"


def _only(answer: Answer) -> str:
    cells = zip(answer.columns, answer.sample[0], strict=False)
    return ", ".join(f"{name} {'NULL' if cell is None else cell}" for (name, _), cell in cells)
