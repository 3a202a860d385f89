"""The organizations that a person means, each of them once, in the order in which she named them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenantsh.commands.paths import at_home
from tenantsh.commands.planned import with_variables
from tenantsh.db.each import Wanted
from tenantsh.db.each.listing import Listed, among, by_name, listing, one_of
from tenantsh.db.each.tenants import memberships
from tenantsh.lang import organizations
from tenantsh.lang.bound import Bound
from tenantsh.lang.organizations import All, Asked, InFile, Named, Part, Variable, Where
from tenantsh.model.errors import UnknownOrganization, UsageError
from tenantsh.model.result import as_text
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.opening import Place
    from tenantsh.db.session import Session

_MOST_BYTES = 16 * 1024 * 1024
"""Of a file that names organizations: some million lines."""


def meant(ctx: Context, parts: Iterable[Part], line: str, notes: list[str]) -> list[Wanted]:
    """Find them; `notes` get what is to be told of those that are left out.

    Raises UsageError, UnknownOrganization for a name that the login lists nobody by, ConnectError, KeyboardInterrupt.
    """
    finding = _Typed(ctx, line)
    found = _once_each(finding.all(parts))
    notes += finding.notes
    return found


def given(session: Session, place: Place, value: Any, notes: list[str]) -> list[Wanted]:
    """The same for what Python gives: a text like those on a line, an id, or several ids and names. Raises the same."""
    finding = _Finding(session, place)
    found = _once_each(finding.of_python("organizations", value))
    notes += finding.notes
    return found


def _once_each(wanted: Iterable[Wanted]) -> list[Wanted]:
    found: dict[str, Wanted] = {}
    for one in wanted:
        if one.org not in found or found[one.org].name is None:
            found[one.org] = one
    return list(found.values())


class _Finding:
    """Looks organizations up; the login's list is asked for once, and only where it is needed."""

    def __init__(self, session: Session, place: Place) -> None:
        self._session = session
        self._place = place
        self.notes: list[str] = []
        """Of organizations that are left out."""

    @cached_property
    def _listed(self) -> list[Listed]:
        return listing(self._place)

    @cached_property
    def _by_id(self) -> dict[str, Listed]:
        return {one.org: one for one in self._listed}

    @cached_property
    def _by_name(self) -> dict[str, list[Listed]]:
        return by_name(self._listed)

    def all(self, parts: Iterable[Part]) -> Iterator[Wanted]:
        for part in parts:
            match part:
                case All():
                    yield from self._hers(one.wanted for one in self._listed)
                case Where(column, value, negated):
                    yield from self._where(column, value, negated=negated)
                case InFile(path):
                    yield from map(self._named, _named_in(path))
                case Asked(sql):
                    yield from self._asked(sql)
                case Variable(name, at):
                    yield from self._variable(name, at)
                case Named():
                    yield self._named(part)

    def _where(self, column: str, value: str, *, negated: bool) -> list[Wanted]:
        return self._hers(one.wanted for one in among(self._listed, column, value, negated=negated))

    def _hers(self, listed: Iterable[Wanted]) -> list[Wanted]:
        """Those of a list that the session's person is in: nobody named the others."""
        all_, person = list(listed), self._session.tenant.person
        if person is None or not self._member_of:
            return all_
        hers = [one for one in all_ if one.org in self._member_of]
        if left := len(all_) - len(hers):
            self.notes.append(
                f"{left:,} of {len(all_):,} organizations {'is' if left == 1 else 'are'} left out: "
                f"{person} is no member there"
            )
        return hers

    @cached_property
    def _member_of(self) -> frozenset[str]:
        """What the person is in; empty where the convention does not tell it all at once: her own is missing."""
        present = self._session.tenant
        found = memberships(self._place, present.person) if present.person is not None else {}
        return frozenset(found) if present.org in found else frozenset()

    def _named(self, named: Named) -> Wanted:
        """An id is taken as it is: whether there is such an organization, asking it tells."""
        listable = self._place.convention.find_organizations or self._place.convention.list_organizations
        if not listable or (not named.quoted and named.text.isascii() and named.text.isdecimal()):
            return Wanted(named.text)
        if named.text in self._by_id and not (named.quoted and named.text.casefold() in self._by_name):
            return self._by_id[named.text].wanted
        return one_of(self._by_name, named.text).wanted

    def _asked(self, sql: str) -> Iterator[Wanted]:
        """What a query of the person's says, asked in her own session, in its organization and nowhere else."""
        # a part of another query, it can be nothing else than a query that reads
        result = self._session.run(f"select * from (\n{self._text(sql)}\n) as organizations")
        if result.cells is None or not result.columns:
            raise UsageError("the query that lists organizations has no columns", hint="its first one has their ids")
        if result.notes:
            raise UsageError(f"the query that lists organizations is {result.notes[0]}", hint="select their ids")
        for batch in result.cells.text():
            yield from (Wanted(row[0]) for row in batch if row[0] is not None)

    def _text(self, sql: str) -> str:
        return sql

    def _variable(self, name: str, _at: int) -> Iterator[Wanted]:
        raise UsageError(f"no variable is called {name}", hint="in Python, give its value itself")

    def of_python(self, said: str, value: Any) -> Iterator[Wanted]:
        """What a value of Python's means; `said` is how an error calls it."""
        if isinstance(value, str):
            yield from self.all(organizations.read_whole(value))
            return
        values = value.tolist() if hasattr(value, "tolist") else value.to_list() if hasattr(value, "to_list") else value
        if not isinstance(values, Iterable):
            values = [values]
        for one in values:
            text = as_text(one)
            if text is None or isinstance(one, (bool, float, bytes, dict)):
                raise UsageError(f"{said} holds {one!r}, which is no organization", hint="ids or names")
            yield self._named(Named(text))


class _Typed(_Finding):
    """Of a line, in which variables may stand: the shell's, and those of Python around it."""

    def __init__(self, ctx: Context, line: str) -> None:
        super().__init__(ctx.tenant_session, ctx.place)
        self._ctx = ctx
        self._line = line
        self._within: set[str] = set()

    def _text(self, sql: str) -> str:
        text = with_variables(self._ctx, sql, r"\each")
        if isinstance(text, Bound):
            raise UsageError(
                f"the query that lists organizations has a value of Python's: :{text.names[0]}",
                hint="a list of ids can be given itself: :orgs",
            )
        return text

    def _variable(self, name: str, at: int) -> Iterator[Wanted]:
        beside = self._ctx.python.beside(self._line, at)
        if beside is not None:
            yield from self.of_python(f":{name}", beside.value)
            return
        text = self._ctx.variables.get(name)
        if text is None:
            raise UsageError(f"no variable is called {name}", hint=rf"\set {name} 42,43 sets one")
        if name in self._within:
            raise UsageError(f"the variable {name} names itself")
        self._within.add(name)
        yield from self.all(organizations.read_whole(text))
        self._within.discard(name)


def _named_in(path: str) -> Sequence[Named]:
    try:
        text = _text_of(Path(at_home(path)))
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{visible(path)}: {words}", hint=organizations.FORMS) from error
    named = organizations.lines_of(text)
    if not named:
        raise UnknownOrganization(f"{visible(path)} names no organization", hint="an id or a name a line")
    return named


def _text_of(file: Path) -> str:
    """What a file says. Raises OSError, and ValueError for one that is no list."""
    with file.open("rb") as opened:
        read = opened.read(_MOST_BYTES + 1)  # and no further: a device may have no end, and tells no size
    if len(read) > _MOST_BYTES:
        raise ValueError("it is too large for a list of organizations")
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("it is no text in UTF-8") from error
