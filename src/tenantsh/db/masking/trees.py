"""Where a view's columns come from, read in the tree that the server keeps of its query."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\.|[{}]|:(?:targetList|resno|resorigtbl|resorigcol|resjunk)\b [^ {}()]*|[^\\{}:]+|:", re.DOTALL)


def origins(tree: str) -> dict[int, tuple[int, int]]:
    """Of each of a view's columns, by number: the relation and the column it is, (0, 0) for what is none.

    >>> origins("({QUERY :rtable ({X :targetList ({TARGETENTRY :resno 1 :resorigtbl 7 :resorigcol 7 :resjunk false})})"
    ...         " :targetList ({TARGETENTRY :expr {V :resno 9} :resno 1 :resorigtbl 5 :resorigcol 2 :resjunk false})})")
    {1: (5, 2)}
    """
    found: dict[int, tuple[int, int]] = {}
    depth, listed, entry = 0, False, dict[str, str]()
    for token in _TOKEN.findall(tree):
        if token == "{":  # noqa: S105 - no password
            depth += 1
        elif token == "}":  # noqa: S105
            depth -= 1
            if depth == 1 and listed and entry.get("resjunk") == "false":
                found[int(entry["resno"])] = (int(entry["resorigtbl"]), int(entry["resorigcol"]))
            entry = {} if depth <= 1 else entry
        elif token.startswith(":") and depth == 1:
            listed = token.startswith(":targetList")
        elif token.startswith(":res") and depth == 2 and listed:
            name, _, value = token[1:].partition(" ")
            entry[name] = value
    return found
