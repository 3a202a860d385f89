"""What was asked, told without a value of the parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tenantsh.db.endpoint import Endpoint
from tenantsh.model.provenance import Provenance

if TYPE_CHECKING:
    from tenantsh.db.params import Params
    from tenantsh.db.wire import Wire


def provenance(query: str, params: Params | None, wire: Wire) -> Provenance:
    """Of an answer that was verified just now."""
    endpoint = Endpoint(wire.pgconn)
    version, *_ = (endpoint.reported("server_version") or "?").split()
    server = f"PostgreSQL {version}, {endpoint.database} on {endpoint.host}:{endpoint.port}"
    return Provenance(query, datetime.now(UTC), server, shapes(params))


def shapes(params: Params | None) -> tuple[tuple[str, str], ...]:
    """Names and shapes of parameters.

    >>> shapes([7, ["a", "b"]]), shapes({"day": None})
    ((('1', 'int'), ('2', 'list of 2 str')), (('day', 'NULL'),))
    """
    if params is None:
        return ()
    named = params.items() if isinstance(params, Mapping) else ((str(at), one) for at, one in enumerate(params, 1))
    return tuple((str(name), _shape(value)) for name, value in named)


def _shape(value: Any) -> str:
    if value is None:
        return "NULL"
    kind = type(value).__name__
    if not isinstance(value, Sequence) or isinstance(value, str | bytes | bytearray | memoryview):
        return kind
    kinds = sorted({"NULL" if item is None else type(item).__name__ for item in value})
    return f"{kind} of {len(value)} {' | '.join(kinds)}".rstrip()
