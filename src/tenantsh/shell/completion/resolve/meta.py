r"""Meta-commands, variables, organizations, and functions as commands name them."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from tenantsh.model.catalog import SYSTEM
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.quoting import argument, in_quotes
from tenantsh.shell.completion.resolve.relations import schemas
from tenantsh.shell.special import SPECIAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.registry import Command
    from tenantsh.model.catalog import Function
    from tenantsh.model.named import Names
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Commands, Organizations, Routines, Variables

_USUAL = r"""
    \d \dt \df \dn \du \di \dv \x \timing \c \l \dT \dp \dP \ds \dx \copy \pset \i \e \g \gx \watch \o \sf \sv \ef
    \org \orgs \whoami \conninfo \set \echo \h \? \q
    """.split()  # noqa: SIM905 - a list of names reads better without their quotes
"""What people type most, in that order."""
_RARE = frozenset(
    r"""
    \da \dA \dAc \dAf \dAo \dAp \dc \dC \dF \dFd \dFp \dFt \do \dO \dL \dRp \dRs \des \deu \dew \det \dE \dy \dX \dd
    \dl \lo_export \lo_import \lo_list \lo_unlink \bind_named \close_prepared \endpipeline \flush \flushrequest
    \getresults \parse \sendpipeline \startpipeline \syncpipeline \restrict \unrestrict \copyright \C \f \H \T
    """.split()  # noqa: SIM905 - as above
)
"""What hardly anybody types: it comes last."""
_LEAST = 4
"""Letters, with the backslash, from which on a command is found by its middle: `\\set` finds `\\gset`."""


def commands(wanted: Commands, looking: Looking) -> Iterator[Found]:
    """Commands by their beginning, and the typed one with modifiers."""
    word, major = looking.wish.word, looking.catalog.version // 10000
    for command in looking.commands:
        match = _name_match(command.name, word)
        if match is not None and command.since <= major:
            found = _command(command, match, wanted.fit)
            yield replace(found, late=found.late - 1) if wanted.sending and command.sends else found
    yield from _modified(word, wanted.fit, looking)


def _name_match(name: str, word: str) -> int | None:
    r"""How a name is found: `\dP` and `\dp` are two commands, but the other case is forgiven."""
    if name.startswith(word):
        return 0
    if name.lower().startswith(word.lower()):
        return 1
    return 2 if len(word) >= _LEAST and word[1:] in name else None


def _command(command: Command, match: int, fit: int) -> Found:
    name = command.name
    rare = name in _RARE
    order = _USUAL.index(name) if name in _USUAL else len(_USUAL)
    late = 1 if command.alias_of else 0
    detail = " ".join(filter(None, [command.usage, command.summary.replace("`", "")]))
    return Found(name, name, "command", fit + rare, match, detail, late=late, order=order)


def _modified(word: str, fit: int, looking: Looking) -> Iterator[Found]:
    r"""`\dt` with one letter more: `\dt+`, `\dtS`."""
    found = looking.commands.meant(word) if len(word) > 1 else None
    if found is None:
        return
    command, letters = found
    more = ["", *(letter for letter in "+S" if letter in command.modifiers and letter not in letters)]
    for at, letter in enumerate(more if letters or len(word) > 2 else more[1:]):
        name = word + letter
        about = {"+": "with more detail", "S": "the system's too"}.get(letter, "")
        detail = ", ".join(filter(None, [command.summary.replace("`", ""), about]))
        yield Found(name, name, "command", fit + bool(letter), 0, detail, order=len(_USUAL) + at)


_SET = (
    "ON_ERROR_STOP", "ON_ERROR_ROLLBACK", "AUTOCOMMIT", "VERBOSITY", "ECHO", "FETCH_COUNT", "QUIET", "PROMPT1",
    "HISTSIZE", "COMP_KEYWORD_CASE", "ECHO_HIDDEN", "SHOW_CONTEXT",
)  # fmt: skip
"""What people set most."""
_READ = (
    "DBNAME", "USER", "HOST", "PORT", "ERROR", "ROW_COUNT", "SQLSTATE", "LAST_ERROR_MESSAGE", "SERVER_VERSION_NUM",
    "SERVER_VERSION_NAME", "LAST_ERROR_SQLSTATE", "ENCODING",
)  # fmt: skip
"""What people refer to most."""
_MOST = 200
"""Functions of the system, and organizations, that are given at most."""
_CLOSING = {":'": "'", ':"': '"', ":{?": "}"}


def variables(wanted: Variables, looking: Looking) -> Iterator[Found]:
    """Variables that are set, those that the text sets, and those that mean something."""
    own = dict.fromkeys(wanted.here, "") | {
        name: value for name, value in looking.person.variables.items() if name not in SPECIAL
    }
    for name, value in own.items():
        match = looking.match(name)
        if match is not None:
            yield _variable(name, value, wanted, match, wanted.fit)
    major = looking.catalog.version // 10000
    for special in SPECIAL.values():
        match = looking.match(special.name)
        if match is None or special.since > major:
            continue
        value = looking.person.variables.get(special.name, special.start or "")
        usual = _SET if wanted.settable else _READ
        order = usual.index(special.name) if special.name in usual else len(usual)
        late = 0 if special.obeyed == wanted.settable else 1
        detail = f"{value}: {special.help}" if value else special.help
        fit = wanted.fit + (0 if wanted.settable else 2)
        yield replace(_variable(special.name, detail, wanted, match, fit), late=late, order=order)


def _variable(name: str, detail: str, wanted: Variables, match: int, fit: int) -> Found:
    text = f"{wanted.form}{name}{_CLOSING.get(wanted.form, '')}"
    return Found(name, text, "variable", fit, match, detail)


def organizations(wanted: Organizations, looking: Looking) -> Iterator[Found]:
    """Organizations by name and by id; names with blanks in quotes."""
    if looking.wish.word:
        for thing, match in islice(looking.matches(looking.catalog.organization_names), _MOST):
            yield from _organization(thing.name, thing.detail, wanted, match, 0)
        return
    for at, one in enumerate(looking.catalog.organizations[:_MOST]):
        yield from _organization(one.name, one.id, wanted, 0, 2 * at)
        yield from _organization(one.id, one.name, wanted, 0, 2 * at + 1)


def _organization(name: str, other: str, wanted: Organizations, match: int, order: int) -> Iterator[Found]:
    if name and name.isprintable():
        text = in_quotes(name) if wanted.quote else argument(name)
        yield Found(name, text, "organization", wanted.fit, match, other, after=wanted.quote, order=order)


def routines(wanted: Routines, looking: Looking) -> Iterator[Found]:
    """Functions by name: the database's own, and with a word or a schema some of the system's; and the schemas."""
    qualifier = looking.wish.qualifier
    if not qualifier:
        yield from schemas(looking, wanted.fit)
    named = looking.catalog.functions
    system = _systems(named, looking) if looking.wish.word or qualifier else ()
    seen: set[tuple[str, str]] = set()
    for function, match in chain(looking.matches(looking.catalog.own_functions), system):
        place = (function.schema, function.name)
        if function.kind not in wanted.kinds or place in seen or (qualifier and function.schema != qualifier[-1]):
            continue
        seen.add(place)
        yield _routine(function, match, wanted, looking)


def _systems(named: Names[Function], looking: Looking) -> Iterator[tuple[Function, int]]:
    """The functions that came with the database: there are thousands."""
    starting = ((function, 0) for function in islice(named.starting(looking.wish.word), _MOST))
    return chain(starting, islice(looking.elsewhere(named, spread=False), _MOST))


def _routine(function: Function, match: int, wanted: Routines, looking: Looking) -> Found:
    bare = bool(looking.wish.qualifier) or function.schema in looking.catalog.search_path
    spelled = looking.spelled(function.name)
    text = spelled if bare else f"{looking.spelled(function.schema)}.{spelled}"
    late = 3 if function.schema in SYSTEM else 0 if bare else 1
    detail = f"({function.arguments})" + (f" → {function.result}" if function.result else "")
    return Found(function.name, text, "function", wanted.fit, match, detail, late=late)
