"""Functions and their arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.model.catalog import SYSTEM
from tenantsh.shell.completion.resolve import familiar
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.relations import is_inner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.catalog import Catalog, Function
    from tenantsh.model.named import Names
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Arguments, Functions

_KINDS = {"f": "function", "a": "aggregate", "w": "window function", "p": "procedure"}
_OWN = 100
"""Of the database's own functions so many are offered before anything is typed."""
_OFTEN = 8
"""Of what the grammar makes look like functions so many are typed often."""
_RARE = 3
"""Letters from which on functions are found that nobody calls by hand."""


def functions(wanted: Functions, looking: Looking) -> Iterator[Found]:
    """Functions; without a typed word the database's own and the familiar ones, there are thousands."""
    wish = looking.wish
    if not (wish.qualifier or wish.quoted or wanted.kinds == "p" or wanted.many or wanted.result):
        yield from _syntax(wanted, looking)
    seen: dict[tuple[str, str], Found] = {}
    for function, match in _candidates(wanted, looking):
        known = (function.schema, function.name)
        if known not in seen and _suits(function, wanted, looking):
            seen[known] = _found(function, match, wanted, looking)
    yield from seen.values()


def _suits(function: Function, wanted: Functions, looking: Looking) -> bool:
    """Whether it is one of those that are wanted; nobody begins the system's with a double quote."""
    return (
        function.kind in wanted.kinds
        and function.name not in _IN_GRAMMAR
        and wanted.result in ("", function.result)
        and not (looking.wish.quoted and function.schema in SYSTEM)
    )


def _candidates(wanted: Functions, looking: Looking) -> Iterable[tuple[Function, int]]:
    """The functions that may be meant, and how they fit the word."""
    named, wish = looking.catalog.functions, looking.wish
    if wish.qualifier:
        return ((found, match) for found, match in looking.matches(named) if found.schema == wish.qualifier[-1])
    if not wish.word:
        return ((found, 0) for found in _first(looking.catalog, wanted))
    rare = len(wish.word) >= _RARE
    return ((found, match) for found, match in _matches(named, looking) if not found.internal or (rare and match == 0))


def _matches(named: Names[Function], looking: Looking) -> Iterator[tuple[Function, int]]:
    """By their beginning; elsewhere only where more than a few letters say what is meant."""
    yield from ((found, 0) for found in named.starting(looking.wish.word))
    if len(looking.wish.word) >= _RARE:
        yield from looking.elsewhere(named, spread=len(looking.wish.word) > _RARE)


def _first(catalog: Catalog, wanted: Functions) -> Iterator[Function]:
    own = [found for found in catalog.own_functions if not found.internal and (found.many or not wanted.many)]
    yield from own[:_OWN]
    for name in familiar.SETS if wanted.many else familiar.FUNCTIONS:
        yield from (found for found in catalog.functions.named(name) if found.schema in SYSTEM)


def _found(function: Function, match: int, wanted: Functions, looking: Looking) -> Found:
    system = function.schema in SYSTEM
    bare = bool(looking.wish.qualifier) or function.schema in looking.catalog.search_path
    spelled = function.name if function.name in _UNQUOTED else looking.spelled(function.name)
    text = spelled if bare else f"{looking.spelled(function.schema)}.{spelled}"
    order = _order(function, system=system, many=wanted.many)
    late = (3 if function.internal or is_inner(function) else 1 if system and order is None else 0 if bare else 1) + (
        2 if _out_of_place(function, wanted) else 0
    )
    return Found(
        function.name,
        text,
        _KINDS[function.kind],
        wanted.fit,
        match,
        _detail(function),
        after="(" if function.arguments or wanted.kinds == "p" else "()",
        late=late,
        order=len(familiar.FUNCTIONS) if order is None else order,
    )


def _out_of_place(function: Function, wanted: Functions) -> bool:
    """Whether it gives single values in FROM, or rows of several columns in an expression."""
    return not function.many if wanted.many else function.many and len(function.columns) > 1


def _order(function: Function, *, system: bool, many: bool) -> int | None:
    """Its place among the familiar ones; the database's own stand between the first of them."""
    if not system:
        return 2
    return (_SETS if many else _FAMILIAR).get(function.name)


_UNQUOTED = frozenset({"left", "right", "overlaps", "like", "ilike", "similar", "collation", "isnull", "notnull"})
"""Keywords that are functions' names all the same."""
_IN_GRAMMAR = frozenset(
    {"current_schema", "current_user", "session_user", "current_role", "current_catalog", "extract"}
)
"""Functions of the catalog that the grammar has under the same name."""
_FAMILIAR = {name: at for at, name in enumerate(familiar.FUNCTIONS)}
_SETS = {name: at for at, name in enumerate(familiar.SETS)}


def _detail(function: Function) -> str:
    result = f" → {function.result}" if function.result and function.kind != "p" else ""
    return f"({function.arguments}){result}"


def _syntax(wanted: Functions, looking: Looking) -> Iterator[Found]:
    """What the grammar makes look like a function."""
    newer = [syntax for since, syntax in familiar.NEWER if looking.catalog.version >= since]
    for at, (name, detail, after) in enumerate((*familiar.SYNTAX, *newer)):
        match = looking.match(name)
        if match is not None:
            order = at + 3 if at < _OFTEN else len(familiar.FUNCTIONS)
            yield Found(name, name, "function", wanted.fit, match, detail, after, order=order)


def arguments(wanted: Arguments, looking: Looking) -> Iterator[Found]:
    """Named arguments of a function, by any of its signatures."""
    seen: set[str] = set()
    for function in looking.catalog.functions.named(wanted.function):
        if wanted.schema is not None and function.schema != wanted.schema:
            continue
        for at, (name, detail) in enumerate(named_arguments(function.arguments)[wanted.given :]):
            match = looking.match(name)
            if match is not None and name not in seen:
                seen.add(name)
                yield Found(name, looking.spelled(name), "argument", wanted.fit, match, detail, after=" => ", order=at)


_ARGUMENT = re.compile(r"""(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\([^()]*\)|[^,"'(])+""")
_NAME = re.compile(r'"(?P<quoted>[^"]*)"|\S+')
_MODE = re.compile(r"(?:INOUT|IN|VARIADIC)\s+")
_UNNAMED = re.compile(
    r"""double\ precision | (?:character|bit)\ varying | (?:timestamp|time)\ with | interval\ \w+\ to
    | [^\s"]+ (?:\s+ DEFAULT\b | $)""",
    re.VERBOSE,
)


def named_arguments(arguments: str) -> list[tuple[str, str]]:
    """The input arguments that have names, each with its type and default, of what the server writes of all.

    >>> named_arguments("order_id bigint, text, VARIADIC tags text[] DEFAULT '{a,b}'::text[], OUT x int")
    [('order_id', 'bigint'), ('tags', "text[] DEFAULT '{a,b}'::text[]")]
    """
    named = []
    for match in _ARGUMENT.finditer(arguments):
        argument = _MODE.sub("", match[0].strip(), count=1)
        if not argument.startswith(("OUT ", "TABLE(")) and not _UNNAMED.match(argument):
            name = _NAME.match(argument)
            assert name is not None
            named.append((name["quoted"] or name[0], argument[name.end() :].strip()))
    return named
