"""A plan as a case keeps it: steps without constants, what is read, and what says that a statement is not run again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.db.looks.prints import digest
from tenantsh.db.plans.labels import label, role, scanned
from tenantsh.db.plans.nodes import CONDITIONS, below, everything
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.case import Planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tenantsh.db.plans.nodes import Node

_KEYS = ("Sort Key", "Group Key")
_CONSTANT = re.compile(r"""("(?:[^"]|"")*")|E?'(?:[^']|'')*'|(?<![\w.$"])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w."])""")
_CALL = re.compile(r"""'(?:[^']|'')*'|("(?:[^"]|"")+"|[^\W\d][\w$]*)\s*\(""")
_TEXTS = re.compile(r"""'(?:[^']|'')*'""")
_SPEAKS = (
    "Output",
    "Function Call",
    "Table Function Call",
    "Repeatable Seed",
    "Sampling Parameters",
    *_KEYS,
    *CONDITIONS,
)
_RETURNS = re.compile(r" \(returns [$\d,]+\)")
_OF_SUBPLAN = re.compile(r"\$\d+|\((?:InitPlan|SubPlan) \d+\)\.col\d+")
"""What a subquery gave: until 16 as the first, from 17 on as the second."""
_MOMENTS = re.compile(r"\b(?:CURRENT_DATE|CURRENT_TIME|CURRENT_TIMESTAMP|LOCALTIME|LOCALTIMESTAMP)\b")


def planned(top: Node) -> Planned:
    """A plan without its figures and constants."""
    steps = tuple(_steps(top, 0))
    read = {place(node) for node in everything(top) if "Relation Name" in node}
    relations = sorted(f"{spell_identifier(schema)}.{spell_identifier(name)}" for schema, name in read)
    return Planned(digest("\n".join(steps)), steps, tuple(relations))


def place(node: Mapping[str, Any]) -> tuple[str, str]:
    """A node's relation: schema and name."""
    return str(node.get("Schema", "")), str(node["Relation Name"])


def called(top: Node) -> set[str]:
    """The names of functions that stand in a plan, be it by a view or a policy; of CURRENT_DATE and its like, too."""
    texts = [text for node in everything(top) for text in _texts(node)]
    names = {name for text in texts for name in _CALL.findall(text) if name}
    moments = {word.lower() for text in texts for word in _MOMENTS.findall(_TEXTS.sub("", text))}
    return {name.strip('"').replace('""', '"') for name in names} | moments


def unsure(top: Node) -> Iterator[str]:
    """What in a plan says that its statement may give other rows each time."""
    for node in everything(top):
        kind = node.get("Node Type")
        if kind == "Sample Scan" and "Repeatable Seed" not in node:
            yield "it reads a random sample (TABLESAMPLE)"


def acts(top: Node) -> str | None:
    """What a plan does beside telling, where that is anything."""
    for node in everything(top):
        if node.get("Node Type") == "LockRows":
            return "it locks rows (FOR UPDATE or its like): a look does not run it again"
        if node.get("Node Type") == "ModifyTable":
            return f"it is {node.get('Operation', 'writing')}: a look does not run it again"
    return None


def _texts(node: Mapping[str, Any]) -> Iterator[str]:
    if "Function Name" in node:
        yield f"{spell_identifier(str(node['Function Name']))}("
    for name in _SPEAKS:
        value = node.get(name)
        yield from map(str, value if isinstance(value, list) else [] if value is None else [value])


def _steps(node: Node, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{_step(node)}"
    for each in below(node):
        yield from _steps(each, depth + 1)


def _step(node: Node) -> str:
    words = [f"{_RETURNS.sub('', role(node))}:"] if role(node) else []
    words.append(label(node))
    if "Index Name" in node:
        words.append(f"using {spell_identifier(str(node['Index Name']))}")
    if "Relation Name" in node:
        words.append("on " + ".".join(map(spell_identifier, place(node))))
    elif scanned(node):
        words.append(f"on {scanned(node)}")
    told = [
        f"{kind}: {without_constants(_OF_SUBPLAN.sub('$n', _told(node[kind])))}"
        for kind in (*CONDITIONS, *_KEYS)
        if kind in node
    ]
    return " ".join(words) + (f" ({'; '.join(told)})" if told else "")


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def without_constants(condition: str) -> str:
    """A condition with a question mark for each of its constants.

    >>> without_constants("((tier = 'a''b'::text) AND (org_id = 42) AND (n2 > $1))")
    '((tier = ?::text) AND (org_id = ?) AND (n2 > $1))'
    """
    return _CONSTANT.sub(lambda found: found[1] or "?", condition)
