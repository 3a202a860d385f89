"""Where a view's columns come from, read in the tree that the server keeps of its query."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_TOKEN = re.compile(
    r"[{}]"
    r"|:(?:rtable|rteperminfos|jointree|mergeActionList|targetList|override|onConflict|returningList|groupClause) "
    r"|:(?:resno|resorigtbl|resorigcol|resjunk) [^ {}()]*"
    r"|:(?:funcid|opfuncid|aggfnoid|winfnoid) \d{5,}"
)
"""What is looked at: nodes, the parts of a query, what a column is, and functions that may be somebody's."""
_CALLS = (":funcid ", ":opfuncid ", ":aggfnoid ", ":winfnoid ")
_FIRST_OF_PEOPLE = 16384
"""The server's own functions have lower numbers."""
_GIVES = ("targetList", "rtable")
"""The parts of a query that rows are made of; its conditions only choose among them."""


@dataclass(frozen=True, slots=True)
class View:
    """What a view's tree says of its columns."""

    origins: dict[int, tuple[int, int]]
    """By number: the relation and the column that each is, (0, 0) for what is none."""
    calls: bool = False
    """Whether its rows are made with functions that somebody has made."""


def view(tree: str) -> View:
    """Read a view's tree.

    >>> view("({QUERY :rtable ({X :targetList ({TARGETENTRY :resno 1 :resorigtbl 7 :resorigcol 7 :resjunk false})})"
    ...      " :targetList ({TARGETENTRY :expr {V :resno 9} :resno 1 :resorigtbl 5 :resorigcol 2 :resjunk false})})")
    View(origins={1: (5, 2)}, calls=False)
    """
    found: dict[int, tuple[int, int]] = {}
    depth, part, calls, entry = 0, "", False, dict[str, str]()
    for token in _TOKEN.findall(_ESCAPED.sub("", tree)):
        if token == "{":  # noqa: S105 - no password
            depth += 1
        elif token == "}":  # noqa: S105 - as above
            depth -= 1
            if depth == 1 and part == "targetList" and entry.get("resjunk") == "false":
                found[int(entry["resno"])] = (int(entry["resorigtbl"]), int(entry["resorigcol"]))
            entry = {} if depth <= 1 else entry
        elif token.startswith(":res"):
            if depth == 2 and part == "targetList":
                name, _, value = token[1:].partition(" ")
                entry[name] = value
        elif token.startswith(_CALLS):
            calls = calls or (part in _GIVES and int(token.rpartition(" ")[2]) >= _FIRST_OF_PEOPLE)
        elif depth == 1:
            part = token[1:-1]
    return View(found, calls)
