r"""`\cold TABLE MONTH [WHERE …]`: archived rows of this organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.cold import reading
from tenantsh.commands.cold import shape
from tenantsh.commands.cold.listing import fate
from tenantsh.commands.cold.masked import masks_of
from tenantsh.commands.cold.owner import own_file_of
from tenantsh.commands.cold.recorded import elsewhere
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
    from tenantsh.db.masking.masking import Masks
    from tenantsh.db.session import Session
    from tenantsh.model.result import Column, TextRow
    from tenantsh.model.retention import Rule

_MOST_ORDERED = 100_000
"""So many rows can be ordered, since all of them have to be at the server at once."""

_UNDEFINED_COLUMN = "42703"


@dataclass(frozen=True, slots=True)
class _Asking:
    """What a line asks for, and of what."""

    session: Session
    storage: Storage
    found: Found
    asked: Asked
    manifests: tuple[Manifest, ...]
    """Of the months that were asked for, the oldest first."""
    columns: tuple[ColdColumn, ...]
    """Of all these months together."""
    known: shape.Known

    @property
    def told(self) -> tuple[Column, ...]:
        """The columns of the result."""
        return shape.result_columns(self.columns, self.known)

    @property
    def masks(self) -> Masks | None:
        """What is not to be shown of them."""
        return masks_of(self.session, self.found, self.told)


def rows(session: Session, storage: Storage, found: Found, asked: Asked, rule: Rule | None = None) -> Result:
    """The rows that were asked for, with the table's columns of that time; `rule` is the table's.

    Raises UsageError where a month is not archived, ArchiveDiffers where a file is not what was written, and for a
    condition what `Session.run` raises.
    """
    manifests = _manifests(session, storage, found, asked, rule)
    columns = shape.together(manifests, found.forbidden) if manifests else shape.of_table(found)
    types = shape.types_of(manifests, columns)
    oids, database = session.fetch_all(TYPE_OIDS.ask(types=types), DATABASE.ask())
    known = {name: row.oid for name, row in zip(types, oids, strict=True)}
    asking = _Asking(session, storage, found, asked, tuple(manifests), columns, known)
    months = [_part(asking, manifest) for manifest in manifests]
    parts = tuple(part for part in months if part is not None)
    masks = asking.masks
    cells = _cells(asking, Selected(parts, tuple(column.name for column in columns), asked.limit))
    return Result(
        columns=asking.told,
        cells=cells if masks is None else cells.through(masks.texts),
        title=f"{found.table} in cold storage, {asked.months}",
        tenant=session.tenant,
        notes=(*_notes(asking, database[0].name, parts), *([] if masks is None else [masks.note])),
    )


def _notes(asking: _Asking, database: str | None, parts: Sequence[Part]) -> list[str]:
    if not asking.manifests:
        none = _not_archived(asking.storage, asking.found, asking.asked)
        archived = reading.months(asking.storage, asking.found.table)
        return [none, *([] if archived else elsewhere(asking.session, asking.found.table))]
    notes = shape.strangers(asking.manifests, database)
    notes += shape.differences(asking.manifests, asking.found, asking.told)
    return notes if parts else [*notes, f"this organization had no rows in {asking.asked.months}"]


def _manifests(session: Session, storage: Storage, found: Found, asked: Asked, rule: Rule | None) -> list[Manifest]:
    """Of the months that were asked for, the oldest first."""
    archived = {f"{month.year:04}-{month.month:02}": month for month in reading.months(storage, found.table)}
    wanted = asked.months
    assert wanted is not None
    chosen = [month for name, month in archived.items() if name in wanted]
    if not chosen and wanted.named:
        listed = rf"\cold {found.table.name} lists the months" if archived else r"\cold lists what is archived"
        (told,) = ([] if archived else elsewhere(session, found.table)) or [listed]
        raise UsageError(_not_archived(storage, found, asked), why=fate(found.table.name, rule), hint=told)
    manifests = [reading.find(storage, found.table, month) for month in chosen]
    return [manifest for manifest in manifests if manifest is not None]


def _not_archived(storage: Storage, found: Found, asked: Asked) -> str:
    archived = [f"{month.year:04}-{month.month:02}" for month in reading.months(storage, found.table)]
    if not archived:
        return f"nothing of {found.table} is archived"
    listed = f"{archived[0]} to {archived[-1]} of it"
    return f"{asked.months} of {found.table} is not archived: cold storage has {listed}"


def _part(asking: _Asking, manifest: Manifest) -> Part | None:
    """A month's rows of the organization that match; None where it had none."""
    file = own_file_of(asking.session.tenant, manifest)
    had = reading.rows(asking.storage, manifest, file.org) if file else None
    if had is None:
        return None
    if not asking.asked.where:
        return Part(had)
    columns = shape.of_month(manifest, asking.columns, asking.known)
    sieve = Sieve(
        asking.session, asking.found.table.name, columns, f"WHERE {asking.asked.where}", masked=asking.masks is not None
    )
    try:
        return sifted(Part(had), sieve)
    except StatementError as error:
        if error.sqlstate == _UNDEFINED_COLUMN and error.hint is None:
            error.hint = f"{manifest.month:%Y-%m} has {', '.join(column.name for column in asking.columns)}"
        raise


def _cells(asking: _Asking, selected: Selected) -> Reread:
    oids = [column.type_oid for column in asking.told]
    if not asking.asked.order:
        return Reread(oids, len(selected), selected.batches)
    if len(selected) > _MOST_ORDERED:
        raise UsageError(
            f"{len(selected)} rows are too many to be ordered here",
            why=f"{_MOST_ORDERED:,} at most go to the server at once",
            hint="WHERE leaves fewer; LIMIT alone takes the first ones as they were archived",
        )
    columns = shape.castable(asking.columns, asking.known)
    in_order: list[TextRow] = selected.ordered(
        Sieve(asking.session, asking.found.table.name, columns, asking.asked.order, masked=asking.masks is not None)
    )
    return Reread(oids, len(in_order), lambda: iter([in_order]))
