r"""`\cold TABLE MONTH [WHERE …]`: archived rows of this organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.cold import reading
from tenantsh.commands.cold import shape
from tenantsh.commands.cold.owner import own_file_of
from tenantsh.commands.cold.selected import Part, Selected, sifted
from tenantsh.commands.cold.sieve import Sieve
from tenantsh.db.archived import DATABASE, TYPE_OIDS, Reread
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.cold.columns import ColdColumn
    from tenantsh.cold.manifest import Manifest
    from tenantsh.cold.storage import Storage
    from tenantsh.commands.cold.asked import Asked
    from tenantsh.commands.cold.tables import Found
    from tenantsh.db.session import Session
    from tenantsh.model.result import Column, TextRow

_MOST_ORDERED = 100_000
"""So many rows can be ordered, since all of them have to be at the server at once."""

_UNDEFINED_COLUMN = "42703"


def rows(session: Session, storage: Storage, found: Found, asked: Asked) -> Result:
    """The rows that were asked for, with the table's columns of that time.

    Raises UsageError where a month is not archived, ArchiveDiffers where a file is not what was written, and for a
    condition what `Session.run` raises.
    """
    manifests = _manifests(storage, found, asked)
    columns = shape.together(manifests, found.forbidden) if manifests else shape.of_table(found)
    types, database = session.fetch_all(TYPE_OIDS.ask(types=[column.type for column in columns]), DATABASE.ask())
    told = shape.result_columns(columns, types)
    notes = shape.strangers(manifests, database[0].name)
    notes += shape.differences(manifests, found, told) if manifests else [_not_archived(storage, found, asked)]
    months = [_part(session, storage, found, manifest, columns, asked) for manifest in manifests]
    parts = [part for part in months if part is not None]
    if manifests and not parts:
        notes.append(f"this organization had no rows in {asked.months}")
    selected = Selected(tuple(parts), tuple(column.name for column in columns), asked.limit)
    return Result(
        columns=told,
        cells=_cells(session, found, selected, columns, told, asked),
        title=f"{found.table} in cold storage, {asked.months}",
        tenant=session.tenant,
        notes=tuple(notes),
    )


def _manifests(storage: Storage, found: Found, asked: Asked) -> list[Manifest]:
    """Of the months that were asked for, the oldest first."""
    archived = {f"{month.year:04}-{month.month:02}": month for month in reading.months(storage, found.table)}
    wanted = asked.months
    assert wanted is not None
    chosen = [month for name, month in archived.items() if name in wanted]
    if not chosen and wanted.named:
        raise UsageError(
            _not_archived(storage, found, asked),
            hint=f"what is not archived is in the table, or was purged; \\cold {found.table.name} lists the months",
        )
    manifests = [reading.find(storage, found.table, month) for month in chosen]
    return [manifest for manifest in manifests if manifest is not None]


def _not_archived(storage: Storage, found: Found, asked: Asked) -> str:
    archived = [f"{month.year:04}-{month.month:02}" for month in reading.months(storage, found.table)]
    if not archived:
        return f"nothing of {found.table} is archived"
    listed = f"{archived[0]} to {archived[-1]} of it"
    return f"{asked.months} of {found.table} is not archived: cold storage has {listed}"


def _part(
    session: Session, storage: Storage, found: Found, manifest: Manifest, columns: Sequence[ColdColumn], asked: Asked
) -> Part | None:
    """A month's rows of the organization that match; None where it had none."""
    file = own_file_of(session.tenant, manifest)
    had = reading.rows(storage, manifest, file.org) if file else None
    if had is None:
        return None
    part = Part(had)
    if not asked.where:
        return part
    sieve = Sieve(session, found.table.name, shape.of_month(manifest, columns), f"WHERE {asked.where}")
    try:
        return sifted(part, sieve)
    except StatementError as error:
        if error.sqlstate == _UNDEFINED_COLUMN and error.hint is None:
            error.hint = f"{manifest.month:%Y-%m} has {', '.join(column.name for column in columns)}"
        raise


def _cells(
    session: Session,
    found: Found,
    selected: Selected,
    columns: Sequence[ColdColumn],
    told: Sequence[Column],
    asked: Asked,
) -> Reread:
    oids = [column.type_oid for column in told]
    if not asked.order:
        return Reread(oids, len(selected), selected.batches)
    if len(selected) > _MOST_ORDERED:
        raise UsageError(
            f"{len(selected)} rows are too many to be ordered here",
            why=f"{_MOST_ORDERED:,} at most go to the server at once",
            hint="WHERE leaves fewer; LIMIT alone takes the first ones as they were archived",
        )
    in_order: list[TextRow] = selected.ordered(Sieve(session, found.table.name, columns, asked.order))
    return Reread(oids, len(in_order), lambda: iter([in_order]))
