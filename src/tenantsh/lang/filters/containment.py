"""Equalities as documents: what `@>` looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.filters.tree import Compare, OneOf, Operator
from tenantsh.lang.filters.words import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.lang.filters.tree import Filter, Path, Value

Node = dict[str, "Node"] | list["Node"] | str
"""An object, an array, or a value as JSON writes it."""
Document = dict[str, Node]

_TRIED = 8
"""How many documents an equality is tried to be merged with."""


def equal(term: Filter) -> bool:
    """Whether a term asks for equality."""
    return isinstance(term, OneOf) or (
        isinstance(term, Compare) and term.operator in (Operator.EQUAL, Operator.ELEMENT)
    )


def equality(term: Filter) -> Document | None:
    """The document that says the same as an equality; None where a filter is none."""
    match term:
        case Compare(path, Operator.EQUAL | Operator.ELEMENT as operator, value):
            return document(path, value, element=operator is Operator.ELEMENT)
        case OneOf(path, (value,)):
            return document(path, value)
        case _:
            return None


def document(path: Path, value: Value, *, element: bool = False) -> Document:
    """The document that has a value at a path and nothing else: as an `element` of an array there, or itself."""
    node: Node = [value.json] if element else value.json
    found: Document = {}
    for key in reversed(path):
        found = {key.name: [node] if key.elements else node}
        node = found
    return found


def merged(documents: Iterable[Document]) -> list[Document]:
    """As few documents as say all that these say; each of these has one path.

    Elements that are looked for in one array may be different ones, as they were before.

    >>> [written(each) for each in merged([{"a": "1"}, {"b": ["2"]}, {"a": "3"}, {"b": ["4"]}])]
    ['{"a": 1, "b": [2, 4]}', '{"a": 3}']
    """
    found = list[Document]()
    for each in documents:
        if not any(_added(each, one) for one in found[:_TRIED]):
            found.append(each)
    return found


def _added(chain: Document, one: Document) -> bool:
    """Add what a document with one path says to another; whether that could be done."""
    while True:
        [(name, value)] = chain.items()
        there = one.setdefault(name, value)
        if there is value or there == value:
            return True
        if isinstance(there, list) and isinstance(value, list):
            there.extend(value)
            return True
        if not isinstance(there, dict) or not isinstance(value, dict):
            return False
        one, chain = there, value


def written(node: Node) -> str:
    """A document as JSON."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return f"[{', '.join(map(written, node))}]"
    return f"{{{', '.join(f'{quote(name)}: {written(below)}' for name, below in node.items())}}}"


def array(texts: Iterable[str]) -> str:
    r"""Texts as the text of an array.

    >>> print(array(['{"a": 1}', "x"]))
    {"{\"a\": 1}","x"}
    """
    return f"{{{','.join(map(_element, texts))}}}"


def _element(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
