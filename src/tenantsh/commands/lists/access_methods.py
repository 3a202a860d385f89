r"""`\dA` and its kin: access methods, their operator classes and families, and what those are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import EXPANDED_SINCE, GROUP, Asked, Listing
from tenantsh.commands.lists.words import YES_OR_NO
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result

_SMALLINT = 21


@dataclass(frozen=True, slots=True)
class AccessMethod:
    """How a kind of table or index is kept."""

    name: str
    type: str
    handler: str
    description: str | None


@dataclass(frozen=True, slots=True)
class OperatorClass:
    """How an access method treats a type."""

    access_method: str
    input_type: str
    storage_type: str | None
    """What an index keeps, where that is another type."""
    operator_class: str
    """Its name, with the schema where the search path does not find it."""
    is_default: bool
    operator_family: str
    owner: str


@dataclass(frozen=True, slots=True)
class OperatorFamily:
    """Operator classes of an access method that go together."""

    access_method: str
    operator_family: str
    applicable_types: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class FamilyOperator:
    """An operator in an operator family."""

    access_method: str
    operator_family: str
    operator: str
    strategy: int
    purpose: str
    sort_family: str | None
    leakproof: bool | None


@dataclass(frozen=True, slots=True)
class FamilyFunction:
    """A support function in an operator family."""

    access_method: str
    operator_family: str
    left_type: str
    right_type: str
    number: int
    function: str
    """Its name, with the types of its arguments where more is asked for."""


ACCESS_METHODS = Listing(
    Query("list/access_methods", AccessMethod),
    title="List of access methods",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Type", lambda row: row.type),
        Heading("Handler", lambda row: row.handler, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
    parts=1,
)
OPERATOR_CLASSES = Listing(
    Query("list/operator_classes", OperatorClass),
    title="List of operator classes",
    headings=(
        Heading("AM", lambda row: row.access_method),
        Heading("Input type", lambda row: row.input_type),
        Heading("Storage type", lambda row: row.storage_type),
        Heading("Operator class", lambda row: row.operator_class),
        Heading("Default?", lambda row: YES_OR_NO[row.is_default]),
        Heading("Operator family", lambda row: row.operator_family, verbose=True),
        Heading("Owner", lambda row: row.owner, verbose=True),
    ),
)
OPERATOR_FAMILIES = Listing(
    Query("list/operator_families", OperatorFamily),
    title="List of operator families",
    headings=(
        Heading("AM", lambda row: row.access_method),
        Heading("Operator family", lambda row: row.operator_family),
        Heading("Applicable types", lambda row: row.applicable_types),
        Heading("Owner", lambda row: row.owner, verbose=True),
    ),
)
FAMILY_OPERATORS = Listing(
    Query("list/family_operators", FamilyOperator),
    title="List of operators of operator families",
    headings=(
        Heading("AM", lambda row: row.access_method),
        Heading("Operator family", lambda row: row.operator_family),
        Heading("Operator", lambda row: row.operator),
        Heading("Strategy", lambda row: row.strategy, type_oid=_SMALLINT),
        Heading("Purpose", lambda row: row.purpose),
        Heading("Sort opfamily", lambda row: row.sort_family, verbose=True),
        Heading("Leakproof?", lambda row: YES_OR_NO[row.leakproof], verbose=True, known_since=18),
    ),
)
FAMILY_FUNCTIONS = Listing(
    Query("list/family_functions", FamilyFunction),
    title="List of support functions of operator families",
    headings=(
        Heading("AM", lambda row: row.access_method),
        Heading("Operator family", lambda row: row.operator_family),
        Heading("Registered left type", lambda row: row.left_type),
        Heading("Registered right type", lambda row: row.right_type),
        Heading("Number", lambda row: row.number, type_oid=_SMALLINT),
        Heading("Function", lambda row: row.function),
    ),
)


@command(r"\dA", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dA", r"\dA+ btree"])
def access_methods(ctx: Context, pattern: kinds.AccessMethod | None = None, *, modifiers: str = "") -> Result | None:
    """List access methods."""
    asked = Asked.of(ctx, pattern, modifiers)
    if modifiers.startswith("x") and asked.major < EXPANDED_SINCE:
        raise UsageError(rf"invalid command \dA{modifiers}")
    return ACCESS_METHODS.show(ctx, asked)


@command(r"\dAc", "[AM [TYPE]]", group=GROUP, modifiers="+x", examples=[r"\dAc gin"])
def operator_classes(
    ctx: Context, method: kinds.AccessMethod | None = None, type_: kinds.Type | None = None, *, modifiers: str = ""
) -> Result | None:
    """List operator classes of access methods."""
    return _of_method(ctx, OPERATOR_CLASSES, method, type_, modifiers)


@command(r"\dAf", "[AM [TYPE]]", group=GROUP, modifiers="+x", examples=[r"\dAf gin"])
def operator_families(
    ctx: Context, method: kinds.AccessMethod | None = None, type_: kinds.Type | None = None, *, modifiers: str = ""
) -> Result | None:
    """List operator families of access methods."""
    return _of_method(ctx, OPERATOR_FAMILIES, method, type_, modifiers, typed=type_ is not None)


@command(r"\dAo", "[AM [FAMILY]]", group=GROUP, modifiers="+x", examples=[r"\dAo hash uuid_ops"])
def family_operators(
    ctx: Context,
    method: kinds.AccessMethod | None = None,
    family: kinds.OperatorFamily | None = None,
    *,
    modifiers: str = "",
) -> Result | None:
    """List operators of operator families."""
    return _of_method(ctx, FAMILY_OPERATORS, method, family, modifiers)


@command(r"\dAp", "[AM [FAMILY]]", group=GROUP, modifiers="+x", examples=[r"\dAp hash uuid_ops"])
def family_functions(
    ctx: Context,
    method: kinds.AccessMethod | None = None,
    family: kinds.OperatorFamily | None = None,
    *,
    modifiers: str = "",
) -> Result | None:
    """List support functions of operator families."""
    return _of_method(ctx, FAMILY_FUNCTIONS, method, family, modifiers)


def _of_method(
    ctx: Context, listing: Listing[Any], method: str | None, pattern: str | None, letters: str, **params: object
) -> Result | None:
    """A list whose first pattern names access methods; without the second one, invisible types are listed too."""
    access_method = named(ctx.session, method, parts=1)["name"]
    everything = pattern if pattern is not None else "*.*"
    return listing.show(ctx, Asked.of(ctx, everything, letters), access_method=access_method, **params)
