"""Why an answer may be empty: its table's older rows have moved to cold storage, or were purged."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.model.errors import TenantshError
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.model.retention import Rule
    from tenantsh.shell.shell import Shell


def with_older(shell: Shell, text: str, answer: Result) -> Result:
    """An answer without rows, with a note of where older ones of its tables are; only where a person looks."""
    if not shell.place.retention.rules or shell.asker is None or shell.where is not None:
        return answer
    if answer.cells is None or answer.at_a_time or len(answer):
        return answer
    notes = [note for rule in _rules_in(shell, text) if (note := _note(shell, rule))]
    return replace(answer, notes=(*answer.notes, *notes)) if notes else answer


def _rules_in(shell: Shell, text: str) -> Iterator[Rule]:
    """The rules of the tables that a text reads from, as far as the names behind FROM and JOIN say it."""
    folded = text.lower()
    rules = [rule for rule in shell.place.retention.rules if rule.table.rpartition(".")[2].lower() in folded]
    if not rules:
        return
    from tenantsh.lang.lexemes import lex

    read, lexemes = set[str](), lex(text)
    for at, lexeme in enumerate(lexemes):
        if lexeme.is_word("from", "join", "table", "only") or lexeme.is_mark(","):
            names = [one for one in lexemes[at + 1 : at + 4] if one.is_name]
            if names and names[0] is lexemes[at + 1]:
                dotted = len(names) > 1 and lexemes[at + 2].is_mark(".")
                read.add(names[1].value if dotted else names[0].value)
    yield from (rule for rule in rules if rule.table.rpartition(".")[2] in read)


def _note(shell: Shell, rule: Rule) -> str | None:
    from datetime import UTC, datetime

    limit = rule.limit(datetime.now(UTC).date())
    name = rule.table.rpartition(".")[2]
    if rule.then is Then.PURGE:
        return f"{name} keeps {rule.kept}: rows from before {limit:%Y-%m} are purged, and kept nowhere"
    storage = shell.place.retention.storage
    archived = _archived(storage, name) if storage else None
    if archived:
        first, last = archived[0], archived[-1]
        months = last if first == last else f"{first} to {last}"
        return rf"older rows of {name} are in cold storage, {months}: \cold {name} {last}"
    if storage and "://" in storage:
        return rf"rows of {name} from before {limit:%Y-%m} are in cold storage: \cold {name} lists the months"
    return None


def _archived(storage: str, name: str) -> list[str]:
    """The archived months of a table where the storage is a directory: an object store is not asked for a note."""
    if "://" in storage:
        return []
    from tenantsh.cold.reading import months, tables
    from tenantsh.cold.storage import open_storage

    with suppress(TenantshError):
        opened = open_storage(storage)
        found = [month for table in tables(opened) if table.name == name for month in months(opened, table)]
        return [f"{month.year:04}-{month.month:02}" for month in sorted(found)]
    return []
