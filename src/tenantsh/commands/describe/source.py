r"""`\sf` and `\sv`: the statement that makes a function or a view again, for reading and for the editor."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Literal, NamedTuple

from tenantsh.commands import kinds
from tenantsh.commands.lists.listing import GROUP
from tenantsh.commands.registry import Reads, command
from tenantsh.db.query import Query
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context

Kind = Literal["function", "view"]

_BODY = ("AS ", "BEGIN ", "RETURN ")
"""How the first line of a function's body begins; only the first of them before PostgreSQL 14."""


class FunctionSource(NamedTuple):
    """The statement that makes a function again."""

    text: str | None


class ViewSource(NamedTuple):
    """The parts of the statement that makes a view again."""

    schema: str
    name: str
    kind: str
    """The relkind: a name may turn out not to be a view's."""
    quoted: str
    """Schema and name as SQL needs them."""
    options: str | None
    check_option: str | None
    """`LOCAL` or `CASCADED`."""
    definition: str | None

    @property
    def statement(self) -> str:
        """The statement, without a semicolon."""
        options = f"\n WITH ({self.options})" if self.options else ""
        check = f"\n WITH {self.check_option} CHECK OPTION" if self.check_option else ""
        query = (self.definition or "").removesuffix(";")
        return f"CREATE OR REPLACE VIEW {self.quoted}{options} AS\n{query}{check}"


FUNCTION_SOURCE = Query("describe/function_source", FunctionSource)
VIEW_SOURCE = Query("describe/view_source", ViewSource)


@command(r"\sf", "FUNCNAME", group=GROUP, modifiers="+", reads=Reads.LINE, keeps_semicolons=True, examples=[r"\sf now"])
def show_function(ctx: Context, text: kinds.Function | None = None, *, modifiers: str = "") -> Result:
    """Show a function's definition; with `+` its body's lines are numbered."""
    return _show(ctx, text, "function", numbered="+" in modifiers)


@command(
    r"\sv", "VIEWNAME", group=GROUP, modifiers="+", reads=Reads.LINE, keeps_semicolons=True, examples=[r"\sv pg_user"]
)
def show_view(ctx: Context, text: kinds.View | None = None, *, modifiers: str = "") -> Result:
    """Show a view's definition; with `+` its lines are numbered."""
    return _show(ctx, text, "view", numbered="+" in modifiers)


def definition(ctx: Context, text: str, kind: Kind) -> tuple[str, int]:
    r"""The statement that makes a function or a view again, and how many of its lines are before line 1.

    `text` is a name, a function's perhaps with its argument types, as SQL writes it. The statement ends in a newline
    and has no semicolon; it is empty for the oid of no function. Lines are counted as `\sf+` and `\ef` count them:
    from the function's body, from a view's first line. Raises UsageError, in psql's words.
    """
    try:
        statement = _function(ctx, text) if kind == "function" else _view(ctx, text)
    except StatementError as error:  # psql says no more of it: neither LINE nor HINT
        fields = error.fields
        what = f"{fields.get('severity', 'ERROR')}:  {fields.get('message_primary', '(not available)')}"
        raise UsageError(what) from error
    if statement and not statement.endswith("\n"):
        statement += "\n"
    return statement, _lines_before_body(
        statement, _BODY[:1] if _major(ctx) < 14 else _BODY
    ) if kind == "function" else 0


def _show(ctx: Context, text: str | None, kind: Kind, *, numbered: bool) -> Result:
    if text and _major(ctx) >= 17:
        text = text.rstrip("; \t\n\r\f\v")  # psql 16 took a semicolon for a part of the name
    if not text:
        raise UsageError(f"{kind} name is required")
    statement, before = definition(ctx, text, kind)
    shown = "".join(_numbered(statement, before)) if numbered else statement
    return Result(data=[shown.encode("utf-8", "surrogateescape")])


def _function(ctx: Context, text: str) -> str:
    (found,) = ctx.session.fetch(FUNCTION_SOURCE, function=text, with_types="(" in text)
    return found.text or ""


def _view(ctx: Context, text: str) -> str:
    found = ctx.session.fetch(VIEW_SOURCE, view=text)
    if not found:  # an oid; psql takes the empty answer for an error without a message
        raise UsageError("ERROR:  (not available)")
    view = found[0]
    if view.kind != "v":
        raise UsageError(f'"{view.schema}.{view.name}" is not a view')
    return view.statement


def _lines_before_body(statement: str, body: tuple[str, ...]) -> int:
    r"""How many lines a function's header has.

    >>> _lines_before_body("CREATE FUNCTION f()\n LANGUAGE sql\nRETURN 1\n", ("AS ", "RETURN "))
    2
    """
    return sum(1 for _ in takewhile(lambda line: not line.startswith(body), statement.splitlines(keepends=True)))


def _numbered(statement: str, before: int) -> Iterator[str]:
    """The lines as psql numbers them: those before the body have no number."""
    for number, line in enumerate(statement.split("\n")[:-1], 1 - before):
        yield f"{number if number > 0 else '':<7} {line}\n"


def _major(ctx: Context) -> int:
    return ctx.session.server_version // 10000
