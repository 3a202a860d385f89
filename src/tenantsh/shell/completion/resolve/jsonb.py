"""Keys and values of JSONB columns, as this organization's rows have them."""

from __future__ import annotations

import json
import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_literal
from tenantsh.model.catalog import Key
from tenantsh.model.documents import is_json, root
from tenantsh.shell.completion.resolve.columns import column_of, columns_of
from tenantsh.shell.completion.resolve.found import ENOUGH, Found
from tenantsh.shell.completion.resolve.quoting import in_array
from tenantsh.shell.completion.wanted import ANY, DEEP, Filter, JsonKeys, JsonOperators, JsonValues

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.catalog import Catalog
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Operand
    from tenantsh.shell.completion.wish import Wish

_MOST = 300
"""Keys that are offered at most."""
_NAMESAKES = 5
"""Columns of one name whose documents are looked into, where nothing says which."""
_OPERATORS = (
    ("->>", "a key's value as text"),
    ("->", "a key's value as JSON"),
    ("@>", "contains"),
    ("?", "has the key"),
    ("#>>", "the value at a path as text"),
    ("#>", "the value at a path as JSON"),
    ("?|", "has one of the keys"),
    ("?&", "has all of the keys"),
    ("@?", "a jsonpath finds something"),
    ("@@", "a jsonpath's predicate holds"),
    ("||", "merged with"),
    ("-", "without the key"),
    ("#-", "without what is at the path"),
    ("<@", "is contained in"),
)
_USUAL = 4
"""How many of them come before those that any type has."""
_ONLY_JSON = ("->>", "->", "#>>", "#>")
"""Those that `json` has too."""
_PLAIN = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def keys(wanted: JsonKeys, looking: Looking) -> Iterator[Found]:
    """Keys at a path, those that most documents have first."""
    below = [key for reached in reach(wanted.of, wanted.path, looking.catalog) for key in reached.keys]
    for at, (key, match) in enumerate(matching(below, looking)):
        late = 1 if key.name in wanted.taken else 0
        text = _spelled_key(key.name, wanted)
        after = "" if wanted.quoted else wanted.after
        yield Found(key.name, text, "key", wanted.fit, match, detail(key), after, late=late, order=at)


def values(wanted: JsonValues, looking: Looking) -> Iterator[Found]:
    """Values of a key, where they are few; the most frequent first."""
    order = 0
    for key in reach(wanted.of, wanted.path, looking.catalog):
        for text, written in zip(key.values, key.json or map(json.dumps, key.values), strict=True):
            match = looking.match(text)
            if match is None or (wanted.opened and wanted.form == "json" and not written.startswith('"')):
                continue
            order += 1
            late = 1 if text in wanted.taken else 0
            spelled = _spelled_value(text, written, key, wanted)
            yield Found(text, spelled, "value", wanted.fit, match, key.name, wanted.after, late=late, order=order)


def operators(wanted: JsonOperators, looking: Looking) -> Iterator[Found]:
    """What can be done with a JSON document; nothing where the operand is none."""
    found = column_of(wanted.of, looking.catalog)
    if found is None or not is_json(found[1], looking.catalog):
        return
    binary = found[1].type != "json"
    for at, (text, says) in enumerate(_OPERATORS):
        if (binary or text in _ONLY_JSON) and text.startswith(looking.wish.word):
            fit = wanted.fit if at < _USUAL else wanted.fit + 2
            yield Found(text, text, "operator", fit, 0, says, order=at)


def reach(of: Operand, path: Iterable[str], catalog: Catalog) -> list[Key]:
    """What a path leads to, from the documents of a column: their keys are its `keys`, its values its `values`."""
    reached = [Key("", keys=top) for column in _columns(of, catalog) if (top := catalog.keys.get(column))]
    for name in path:
        reached = list(chain.from_iterable(_step(key, name) for key in reached))
    return reached


def documents(of: Operand, catalog: Catalog) -> list[str]:
    """The names of the JSON columns that an operand means."""
    return list(dict.fromkeys(name for _, name in _columns(of, catalog)))


def unsampled(wish: Wish, catalog: Catalog) -> tuple[tuple[int, str], ...]:
    """The JSON columns that a wish is about and whose keys are not known: by relation and name, for a sample."""
    of = [wanted.of for wanted in wish.wanted if isinstance(wanted, (JsonKeys, JsonValues, Filter))]
    columns = dict.fromkeys(column for operand in of for column in _columns(operand, catalog))
    return tuple(column for column in columns if column not in catalog.keys)


def matching(keys: Iterable[Key], looking: Looking) -> Iterator[tuple[Key, int]]:
    """The keys that fit the typed word, each name once; others than by their beginning only where those are few."""
    named = {key.name: key for key in reversed(list(keys))}
    candidates = list(reversed(named.values()))
    word = looking.wish.word.lower()
    if not word:
        yield from ((key, 0) for key in islice(candidates, _MOST))
        return
    first = [key for key in candidates if key.name.lower().startswith(word)]
    yield from ((key, 0) for key in first[:_MOST])
    if len(first) >= ENOUGH:
        return
    others = ((key, match) for key in candidates if (match := looking.match(key.name)))
    yield from islice(others, _MOST)


def detail(key: Key) -> str:
    """A few words on a key: its types, and how many documents have it.

    >>> detail(Key("tier", ("string", "null"), 0.983))
    'string or null, 98 %'
    """
    share = "< 1" if 0 < key.share < 0.01 else f"{key.share * 100:.0f}"
    return ", ".join(filter(None, [" or ".join(key.types), f"{share} %"]))


def _step(key: Key, name: str) -> list[Key]:
    """What a name, a position in an array or a wildcard leads to."""
    if name == ANY:
        return list(key.keys)
    if name == DEEP:
        return [key, *(below for inner in key.keys for below in _step(inner, DEEP))]
    named = [inner for inner in key.keys if inner.name == name]
    return named or ([key] if name.removeprefix("-").isdigit() else [])


def _columns(of: Operand, catalog: Catalog) -> list[tuple[int, str]]:
    """The JSON columns that an operand means: one, or those of its source where it names none."""
    if of.name and not of.sources:
        return _namesakes(of.name, catalog)
    if of.name or of.position >= 0:
        found = [each] if (each := column_of(of, catalog)) else []
    else:
        sources = [(catalog.relation(source.name, source.schema), source) for source in of.sources[:1]]
        found = [(each.oid, column) for each, source in sources if each for column in columns_of(source, catalog)]
    return [(root(oid, catalog), column.name) for oid, column in found if oid and is_json(column, catalog)]


def _namesakes(name: str, catalog: Catalog) -> list[tuple[int, str]]:
    """The JSON columns of a name, where nothing says yet of what: a select list is typed before its FROM."""
    known = [column for column in catalog.keys if column[1] == name]
    others = [
        (oid, name)
        for named in catalog.column_names.named(name)
        for oid in named.relations
        if any(column.name == name and is_json(column, catalog) for column in catalog.columns[oid])
    ]
    return list(dict.fromkeys([*known, *others]))[:_NAMESAKES]


def _spelled_key(name: str, wanted: JsonKeys) -> str:
    match wanted.inside:
        case "json":
            text = _in_json(name) if wanted.opened else f'"{_in_json(name)}"'
        case "array":
            text = in_array(name, opened=wanted.opened)
        case "path":
            bare = not wanted.opened and _PLAIN.fullmatch(name)
            text = name if bare else _in_json(name) if wanted.opened else f'"{_in_json(name)}"'
        case _:
            text = name
    return _in_string(wanted.before + text, wanted)


def _in_string(text: str, wanted: JsonKeys) -> str:
    if wanted.quoted and not wanted.inside:
        return quote_literal(text).strip()
    if wanted.quoted:  # the candidate opens the string, and the person goes on in it
        return "'" + text.replace("'", "''") + wanted.after
    return _escaped(text, escapes=wanted.escapes)


def _escaped(text: str, *, escapes: bool) -> str:
    """A text as it stands in a string."""
    doubled = text.replace("'", "''")
    return doubled.replace("\\", "\\\\") if escapes else doubled


def _in_json(text: str) -> str:
    """A text as it stands in JSON's quotes."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _spelled_value(text: str, written: str, key: Key, wanted: JsonValues) -> str:
    match wanted.form:
        case "literal":
            return _literal(text, written, wanted)
        case "json literal":
            return quote_literal(written).strip()
        case "json":
            inner = written[1:-1] if wanted.opened else written
            if wanted.whole and not wanted.opened and key.types[:1] == ("array",):
                inner = f"[{inner}]"
            return _escaped(inner, escapes=wanted.escapes)
        case "array":
            return _escaped(in_array(text, opened=wanted.opened), escapes=wanted.escapes)
        case _:
            return _escaped(text, escapes=wanted.escapes)


def _literal(text: str, written: str, wanted: JsonValues) -> str:
    """A value as an SQL literal: without quotes where it is cast to what needs none."""
    of = wanted.of.type
    if of.startswith(("int", "numeric", "float", "double", "real", "decimal", "big", "small")):
        return text if _NUMBER.fullmatch(text) else quote_literal(text).strip()
    if of.startswith("bool") and written in ("true", "false"):
        return text
    return quote_literal(text).strip()
