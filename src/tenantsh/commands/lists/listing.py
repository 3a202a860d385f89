r"""How a list command is declared, and how it is carried out.

A list is a `Listing`: its question to the catalog, its title, and its headings, each with the cell beneath it and with
when psql shows it (`verbose=True`: with a `+`; `known_since=18`: by that psql and later ones). The command's handler
makes an `Asked` of what was typed and shows the listing; see `languages` for the plainest one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.patterns import named
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.query import Query, Request

Row = TypeVar("Row")

GROUP = "Informational"
NULLS_SINCE = 17
r"""The first major version whose psql lets `\pset null` reach into its lists."""
EXPANDED_SINCE = 18
"""The first one that knows the modifier `x`."""


class Asked(NamedTuple):
    r"""What was typed after a list command's name, and whom it was typed at."""

    pattern: str | None
    letters: str
    """The modifiers: `S+x`."""
    major: int
    """The server's major version: the psql that is followed."""

    @classmethod
    def of(cls, ctx: Context, pattern: str | None, letters: str) -> Asked:
        """What a command's handler was called with."""
        return cls(pattern, letters, ctx.session.server_version // 10000)

    @property
    def verbose(self) -> bool:
        """Whether a `+` asks for more columns."""
        return "+" in self.letters

    @property
    def system(self) -> bool:
        """Whether the system's own objects are wanted too: a pattern finds them without an `S`."""
        return "S" in self.letters or self.pattern is not None

    @property
    def expanded(self) -> bool:
        """Whether an `x` asks for records; before 18 psql overlooks it."""
        return "x" in self.letters and self.major >= EXPANDED_SINCE

    @property
    def absent(self) -> str | None:
        r"""What a list holds where there is nothing: NULL, or before 17 a text that `\pset null` does not reach."""
        return None if self.major >= NULLS_SINCE else ""

    def nothing(self, noun: str) -> str:
        """What psql says where it finds nothing of a kind."""
        return (
            f"Did not find any {noun}s." if self.pattern is None else f'Did not find any {noun} named "{self.pattern}".'
        )

    def need(self, major: int, command: str) -> None:
        """Raise UsageError, in psql's words, where the psql of this server has no such command yet."""
        if self.major < major:
            raise UsageError(rf"invalid command {command}{self.letters}")

    def shown(self, headings: Iterable[Heading[Row]]) -> list[Heading[Row]]:
        """Those of the headings that this psql shows for these modifiers."""
        return [heading for heading in headings if heading.shown(verbose=self.verbose, major=self.major)]

    def table(self, headings: Iterable[Heading[Row]], rows: Iterable[Row], title: str) -> Result:
        """The rows beneath the headings that are shown."""
        columns, cells = tabulate(self.shown(headings), rows, absent=self.absent)
        return Result(columns=columns, cells=cells, title=title, expanded=self.expanded)


class Listing(NamedTuple, Generic[Row]):
    """A list command: what it asks the catalog, and how the answer is shown."""

    query: Query[Row]
    """Takes `name`, `schema`, `visible_only`, `system` and `verbose`, as far as it names them."""
    title: str
    headings: Sequence[Heading[Row]]
    parts: int = 3
    """How many names a pattern may have: 3 for what is in a schema, 2 for what is in a database, 1 for the rest."""
    literal: bool = False
    """Whether only `*` and `?` are special in a pattern, as for operators."""
    missing: Callable[[Asked], str] | None = None
    """What psql says, unless it is QUIET, instead of an empty table; for most lists it shows that table."""

    def request(self, ctx: Context, asked: Asked, **params: object) -> Request:
        """The question to the catalog, to be asked beside others. Raises UsageError for a bad pattern."""
        return self.query.ask(
            verbose=asked.verbose,
            system=asked.system,
            **named(ctx.session, asked.pattern, parts=self.parts, literal=self.literal),
            **params,
        )

    def show(self, ctx: Context, asked: Asked, **params: Any) -> Result | None:
        """Ask and tabulate; None where psql only says that there is nothing. Raises UsageError for a bad pattern."""
        shown = self.table(ctx, asked, **params)
        return None if not shown and self.missing and says(ctx, self.missing(asked)) else shown

    def table(self, ctx: Context, asked: Asked, **params: Any) -> Result:
        """Ask and tabulate, whether something was found or not. Raises UsageError for a bad pattern."""
        [found] = ctx.session.fetch_all(self.request(ctx, asked, **params))
        return asked.table(self.headings, found, self.title)


def says(ctx: Context, text: str) -> bool:
    """Whether psql says this instead of showing an empty table; then it was said. It keeps quiet where QUIET is on."""
    if ctx.variables.on("QUIET"):
        return False
    ctx.complain(text)
    return True


def not_found(ctx: Context, text: str) -> UsageError:
    """The failure that psql tells in these words; where QUIET is on it fails without a word."""
    return UsageError("" if ctx.variables.on("QUIET") else text)
