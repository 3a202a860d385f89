"""What of a JSON document a place is about, by the operator or the function in front of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import enclosing, split
from tenantsh.lang.lexemes import Sort
from tenantsh.shell.completion.keywords import COMPARING
from tenantsh.shell.completion.suggest.jsonb.chain import (
    ARROWS,
    EXTRACTING,
    PATHS,
    QUERYING,
    SAME,
    Chain,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme

_COMPARING = (*COMPARING, "~~", "~~*", "!~~", "!~~*", "~", "~*", "!~", "!~*")
_OPERATORS = {
    **dict.fromkeys(ARROWS, "key"),
    **dict.fromkeys((*PATHS, "#-"), "path"),
    **dict.fromkeys(("@>", "<@", "||"), "json"),
    **dict.fromkeys(("@?", "@@"), "jsonpath"),
    **dict.fromkeys(("?|", "?&"), "members"),
    **dict.fromkeys(_COMPARING, "value"),
    "?": "member",
    "-": "key",
}
_IN_ARRAY = {"path": "key", "members": "member", "key": "key"}
"""What an element of `array[…]` is, where the array is this."""
_FUNCTIONS = {
    **dict.fromkeys(("jsonb_set", "jsonb_set_lax", "jsonb_insert"), ("path", "json")),
    **dict.fromkeys(("jsonb_exists_any", "jsonb_exists_all"), ("members",)),
    **dict.fromkeys(("jsonb_contains", "jsonb_concat"), ("json",)),
    **dict.fromkeys(("jsonb_delete", "jsonb_object_field", "jsonb_object_field_text", "json_object_field"), ("key",)),
    **dict.fromkeys(QUERYING, ("jsonpath",)),
    "jsonb_delete_path": ("path",),
    "jsonb_exists": ("member",),
}
"""What functions take behind the document."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a string is in its expression."""

    what: str
    """`key`; `path`: an array of keys; `member`, `members`: keys, or elements of an array; `json`: a document;
    `jsonpath`; `value`: what the chain is compared with; `values`: an array of those."""
    chain: Chain
    taken: tuple[str, ...] = ()
    """The strings that stand in the same list."""


def context(lexemes: Sequence[Lexeme]) -> Context | None:
    """What a string behind these lexemes is; None where it is nothing of a document's or a column's."""
    if lexemes and lexemes[-1].is_word("json", "jsonb"):  # a typed literal: jsonb '{"
        lexemes = lexemes[:-1]
    if not lexemes:
        return None
    last = lexemes[-1]
    if last.sort is Sort.OPERATOR:
        return _made(_OPERATORS.get(last.text), lexemes, len(lexemes) - 1)
    if last.is_mark("("):
        return _bracketed(lexemes, len(lexemes) - 1, 0)
    if last.is_mark("[", ","):
        opened = enclosing(lexemes)
        return _bracketed(lexemes, *opened) if opened else None
    return _worded(lexemes) if last.sort is Sort.WORD else None


def _made(what: str | None, lexemes: Sequence[Lexeme], end: int, taken: tuple[str, ...] = ()) -> Context | None:
    """The context of a chain that ends in front of `end`."""
    chain = read(lexemes, end) if what else None
    return Context(what, chain, taken) if what and chain else None


def _worded(lexemes: Sequence[Lexeme]) -> Context | None:
    """`… like '`, `… is distinct from '`, `… between '`, `… between 'a' and '`, `case … when '`."""
    end = len(lexemes) - 1
    last = lexemes[end]
    if last.is_word("like", "ilike", "between", "symmetric") or (last.is_word("to") and _is(lexemes, end, "similar")):
        end -= 1 if last.is_word("symmetric", "to") else 0
    elif last.is_word("from") and _is(lexemes, end, "distinct"):
        end -= 1
        end -= 1 if _is(lexemes, end, "not") else 0
        return _made("value", lexemes, end - 1) if _is(lexemes, end, "is") else None
    elif last.is_word("and") and end >= 3 and _is(lexemes, end - 1, "between"):
        end -= 2
    elif last.is_word("when"):
        return _case(lexemes, end)
    elif last.is_word("then", "else"):
        return context(lexemes[: _opened_case(lexemes, end)])
    else:
        return None
    return _made("value", lexemes, end - 1 if _is(lexemes, end, "not") else end)


def _case(lexemes: Sequence[Lexeme], end: int) -> Context | None:
    """`case expression when '`, be it the first WHEN or a later one."""
    at = _opened_case(lexemes, end)
    chain = read(lexemes, next(here for here in range(at, end + 1) if lexemes[here].is_word("when")))
    return Context("value", chain) if chain and chain.start == at + 1 else None


def _opened_case(lexemes: Sequence[Lexeme], end: int) -> int:
    """Where the CASE stands that is open in front of a place; 0 where there is none."""
    depth = 0
    for at in range(end - 1, -1, -1):
        if lexemes[at].is_word("end"):
            depth += 1
        elif lexemes[at].is_word("case"):
            if not depth:
                return at
            depth -= 1
    return 0


def _is(lexemes: Sequence[Lexeme], end: int, word: str) -> bool:
    """Whether this word stands in front of a place."""
    return end > 0 and lexemes[end - 1].is_word(word)


def _bracketed(lexemes: Sequence[Lexeme], at: int, position: int) -> Context | None:
    """What the argument at this position is of the bracket that is open at `at`."""
    before = lexemes[at - 1] if at else None
    if before is None:
        return None
    inside = tuple(lexeme.value for lexeme in lexemes[at + 1 :] if lexeme.sort is Sort.STRING)
    if lexemes[at].text == "[":
        return _in_array(lexemes, at - 1, inside) if before.is_word("array") else _made("key", lexemes, at)
    if before.is_word("in"):
        return _made("value", lexemes, at - 2 if _is(lexemes, at - 1, "not") else at - 1, inside)
    if before.is_word("any", "all", "some") and at >= 2 and lexemes[at - 2].text in _COMPARING:
        return _made("values", lexemes, at - 2)
    if before.is_word("jsonb_build_object", "json_build_object"):
        return _built(lexemes, at, position)
    return _argument(before.value, lexemes, at, position) if before.is_name else None


def _built(lexemes: Sequence[Lexeme], at: int, position: int) -> Context | None:
    """A key of `data @> jsonb_build_object('`, or the value behind it."""
    of = context(lexemes[: at - 1])
    if of is None or of.what not in ("json", "value"):
        return None
    if position % 2 == 0:
        return Context("key", of.chain)
    key = split(lexemes[at + 1 :])[-2]
    return Context("value", of.chain.then([key[0].value], text=True)) if len(key) == 1 else None


def _in_array(lexemes: Sequence[Lexeme], at: int, inside: tuple[str, ...]) -> Context | None:
    """What an element is of the `array[` whose word stands at `at`."""
    of = context(lexemes[:at])
    if of is None:
        return None
    if of.what == "values":
        return Context("value", of.chain, inside)
    if of.what not in _IN_ARRAY:
        return None
    chain = of.chain.then(inside) if of.what == "path" else of.chain
    return Context(_IN_ARRAY[of.what], chain, inside)


def _argument(name: str, lexemes: Sequence[Lexeme], at: int, position: int) -> Context | None:
    """What an argument is of a function that takes a document first."""
    first, *others = split(lexemes[at + 1 :]) or [()]
    chain = read(first) if position else None
    if chain is None:
        return None
    texts = [argument[0].value for argument in others if len(argument) == 1]
    if name in EXTRACTING:
        return Context("key", chain.then(texts))
    kinds = _FUNCTIONS.get(name)
    if kinds is not None:
        return Context(kinds[position - 1], chain) if position <= len(kinds) else None
    return Context("value", chain) if name in SAME else None
