"""The columns that a select list makes, as far as the text says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Lexeme, Sort
from tenantsh.lang.quote import RESERVED
from tenantsh.shell.completion.scope.clauses import bare, split
from tenantsh.shell.completion.scope.defining import name_of, type_text
from tenantsh.shell.completion.scope.tree import Group, Item, is_query, word
from tenantsh.shell.completion.wanted import Output, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.shell.completion.scope.fromlist import Outputs

NAMELESS = "?column?"
"""What the server calls an output that has no name."""
_NAMED_THEMSELVES = frozenset(
    """
    current_date current_time current_timestamp localtime localtimestamp current_user session_user current_role
    current_catalog current_schema user coalesce greatest least nullif exists array row grouping
    """.split()  # noqa: SIM905 - a list would take many lines
)
_JSON_TYPES = {"->": "jsonb", "#>": "jsonb", "->>": "text", "#>>": "text"}
_BEHIND_CALL = ("over", "filter", "within")


def select_list(items: Sequence[Item], sources: tuple[Source, ...], outputs: Outputs) -> tuple[Output, ...]:
    """The outputs of a select list or of RETURNING, in order; those without a name are called as the server does."""
    found: list[Output] = []
    for part in split(_without_distinct(bare(items))):
        found.extend(_output(part, sources, outputs))
    return tuple(found)


def _without_distinct(items: tuple[Item, ...]) -> tuple[Item, ...]:
    first = word(items[0]) if items else ""
    if first == "all":
        return items[1:]
    if first != "distinct":
        return items
    return items[3:] if len(items) > 2 and word(items[1]) == "on" and isinstance(items[2], Group) else items[1:]


def _output(part: tuple[Item, ...], sources: tuple[Source, ...], outputs: Outputs) -> list[Output]:
    if not part:
        return []
    if _is_star(part):
        return _stars(part, sources)
    alias, part = _aliased(part)
    found = _expression(part, sources, outputs)
    if alias:
        of = found or Output("")
        return [Output(alias, of.of, of.column, of.type, of.among, of.call)]
    return [found if found and found.name else Output(NAMELESS)]


def _is_star(part: tuple[Item, ...]) -> bool:
    last = part[-1]
    return isinstance(last, Lexeme) and last.text == "*" and (len(part) == 1 or part[-2].is_mark("."))


def _stars(part: tuple[Item, ...], sources: tuple[Source, ...]) -> list[Output]:
    mine = [source for source in sources if not source.outer and not source.qualified]
    if len(part) > 1:
        qualifier = _chain(part[:-2])
        mine = [source for source in sources if qualifier and names(source, qualifier)][:1]
    return [Output("", of=source) for source in mine]


def names(source: Source, qualifier: Sequence[str]) -> bool:
    """Whether a qualifier names a source: by its alias, or by its schema and name where it has no other alias."""
    if len(qualifier) == 1:
        return source.alias == qualifier[0]
    return source.alias == source.name == qualifier[-1] and source.schema in (None, qualifier[-2])


def _aliased(part: tuple[Item, ...]) -> tuple[str, tuple[Item, ...]]:
    """The alias at the end, and the expression in front of it."""
    if len(part) < 2 or not part[-1].is_name:
        return "", part
    last, before = part[-1], part[-2]
    if word(before) == "as":
        return name_of(last), part[:-2]
    if word(before) in _BEHIND_CALL:
        return "", part
    ended = (
        isinstance(before, Group)
        or before.sort in (Sort.STRING, Sort.NUMBER, Sort.NAME, Sort.PARAMETER, Sort.VARIABLE)
        or (before.sort is Sort.WORD and (before.value not in RESERVED or before.value in ("end", "null", "true")))
    )
    free = word(last) not in RESERVED and word(last) not in _BEHIND_CALL
    return (name_of(last), part[:-1]) if ended and free else ("", part)


def _chain(items: Sequence[Item]) -> tuple[str, ...]:
    """The names of a chain with dots; empty where it is something else."""
    if not items or len(items) % 2 == 0:
        return ()
    odd = all(item.is_name for item in items[::2])
    return tuple(map(name_of, items[::2])) if odd and all(item.is_mark(".") for item in items[1::2]) else ()


def _expression(part: tuple[Item, ...], sources: tuple[Source, ...], outputs: Outputs) -> Output | None:
    """The output that an expression makes: its name as the server finds it, and where it comes from."""
    casts = [at for at, item in enumerate(part) if at and item.text == "::"]
    if casts:
        inner = _expression(part[: casts[0]], sources, outputs)
        kind = type_text(part[casts[-1] + 1 :])
        return Output(inner.name if inner and inner.name else kind.split(".")[-1], type=kind)
    while len(part) > 1 and isinstance(part[-1], Group) and not part[-1].round:  # a subscript
        part = part[:-1]
    chain = _chain(part)
    if chain and word(part[0]) not in RESERVED:
        return _column(chain, sources)
    first, last = part[0] if part else None, part[-1] if part else None
    if len(part) > 2 and isinstance(first, Group) and part[-2].is_mark(".") and part[-1].is_name:
        return Output(name_of(part[-1]))
    if isinstance(first, Group) and len(part) == 1:
        return _in_parentheses(first, sources, outputs)
    if word(first) == "case" and word(last) == "end":
        return Output("case")
    if word(first) in _NAMED_THEMSELVES and len(part) <= 2:
        return Output(word(first), call=word(first))
    return _call(part) or _json(part)


def _column(chain: tuple[str, ...], sources: tuple[Source, ...]) -> Output:
    """A column, with its qualifier or without."""
    mine = tuple(source for source in sources if not source.qualified)
    if len(chain) == 1:
        inner = tuple(source for source in mine if not source.outer) or mine
        return Output(chain[0], inner[0] if len(inner) == 1 else None, chain[0], among=mine if len(inner) > 1 else ())
    of = next((source for source in sources if names(source, chain[:-1])), None)
    return Output(chain[-1], of, chain[-1] if of else "")


def _in_parentheses(group: Group, sources: tuple[Source, ...], outputs: Outputs) -> Output | None:
    if is_query(group):
        made = outputs(group.items)
        return made[0] if made else None
    return _expression(bare(group.items), sources, outputs)


def _call(part: tuple[Item, ...]) -> Output | None:
    """A function's call, with what may stand behind it."""
    at = next((at for at, item in enumerate(part) if isinstance(item, Group)), 0)
    chain = _chain(part[:at])
    rest = part[at + 1 :]
    if not chain or (rest and word(rest[0]) not in _BEHIND_CALL):
        return None
    group = part[at]
    if chain == ("cast",) and isinstance(group, Group):
        turn = next((at for at, item in enumerate(group.items) if word(item) == "as"), len(group.items))
        inner, kind = _chain(group.items[:turn]), type_text(group.items[turn + 1 :])
        return Output(inner[-1] if inner else kind, type=kind)
    return Output(chain[-1], call=chain[-1])


def _json(part: tuple[Item, ...]) -> Output | None:
    """What JSON operators take out has no name, but a type."""
    operators = [item.text for item in part if isinstance(item, Lexeme) and item.sort is Sort.OPERATOR]
    known = bool(operators) and all(operator in _JSON_TYPES for operator in operators)
    return Output("", type=_JSON_TYPES[operators[-1]]) if known else None
