"""Fingerprints: what the catalog tells of relations and functions, as digests of each thing and each kind."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from tenantsh.model.case import Kind, Print

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.db.looks.rows import Function, Thing

_NAME = r"""(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)"""
_DOTTED = re.compile(
    rf"""'(?:[^']|'')*'|(?P<table>\b(?:FROM|JOIN|ONLY)\s+\(*{_NAME}(?:\.{_NAME})*)"""
    rf"|{_NAME}(?:\.{_NAME})*(?P<call>\s*\()|(?:{_NAME}\.)+(?P<column>{_NAME})"
)
_MANY = re.compile(rf"\bFROM\b.*\bFROM\b|\bJOIN\b|\bFROM\s+{_NAME}(?:\.{_NAME})*(?:\s+{_NAME})?\s*,", re.DOTALL)


_LONGEST = 1000
_COMMANDS = {"*": "for all", "r": "for select", "a": "for insert", "w": "for update", "d": "for delete"}


def prints(things: Sequence[Thing], functions: Sequence[Function], called: frozenset[str]) -> tuple[Print, ...]:
    """The fingerprints of relations, and of those functions that are called by name."""
    bodies = {each.oid: each for each in functions}
    found: dict[str, dict[Kind, dict[str, str]]] = defaultdict(lambda: {kind: {} for kind in Kind})
    policies: dict[str, dict[str, str]] = defaultdict(dict)
    leaves = set()
    for thing in things:
        kind = found[thing.relation][Kind(thing.kind)]
        kind[thing.name] = digest(unqualified(thing.told) if thing.name == "view" else thing.told)
        kind |= {bodies[oid].spelled: digest(bodies[oid].told) for oid in reached(thing.calls, bodies)}
        if thing.kind == Kind.POLICIES:
            policies[thing.relation][thing.name] = policy(thing.told)
        if thing.leaf:
            leaves.add(thing.relation)
    relations = (
        _print(name, kinds)
        if name in leaves
        else replace(_print(name, kinds), parts=_some(kinds), policies=policies[name])
        for name, kinds in found.items()
    )
    return (*relations, *_functions(functions, called))


def policy(told: str) -> str:
    """A policy in words, on one line.

    >>> policy("r restrictive to public using (deleted_at IS NULL)")
    'for select restrictive to public using (deleted_at IS NULL)'
    """
    command, _, rest = " ".join(told.split()).partition(" ")
    text = f"{_COMMANDS.get(command, command)} {rest}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _print(relation: str, kinds: Mapping[Kind, Mapping[str, str]]) -> Print:
    """A partition has digests of its kinds alone: there may be hundreds, and its table has the rest."""
    whole = {kind: digest("\0".join(f"{name}\0{value}" for name, value in of.items())) for kind, of in kinds.items()}
    return Print(relation, whole)


def _some(kinds: Mapping[Kind, Mapping[str, str]]) -> dict[Kind, Mapping[str, str]]:
    return {kind: of for kind, of in kinds.items() if of}


def _functions(functions: Sequence[Function], called: frozenset[str]) -> Iterator[Print]:
    bodies = {each.oid: each for each in functions}
    asked = [each.oid for each in functions if each.name in called]
    for each in (bodies[oid] for oid in reached(asked, bodies)):
        yield Print(
            each.spelled,
            {Kind.DEFINITION: digest(each.told), Kind.GRANTS: digest(str(each.may))},
            {Kind.GRANTS: {"EXECUTE": digest(str(each.may))}},
        )


def reached(calls: Sequence[int], bodies: Mapping[int, Function]) -> list[int]:
    """These functions and those that they call, in an order of their own names; only what somebody has made."""
    found: dict[int, None] = {}
    waiting = list(calls)
    while waiting:
        oid = waiting.pop()
        if oid in bodies and oid not in found:
            found[oid] = None
            waiting += bodies[oid].calls
    return sorted(found, key=lambda oid: bodies[oid].spelled)


def unqualified(view: str) -> str:
    """The definition of a view of one table without its name before columns: from 16 on it is left out there.

    >>> unqualified("SELECT t.a, s.f(t.b) FROM s.t WHERE t.c = 't.x'")
    "SELECT a, s.f(b) FROM s.t WHERE c = 't.x'"
    """
    if _MANY.search(view):
        return view
    return _DOTTED.sub(lambda found: found["column"] or found[0], view)


def digest(text: str) -> str:
    """What stands for a text that is compared, and never read."""
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
