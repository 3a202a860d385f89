"""Filters as they are typed, read into trees.

::

    filter = and { "or" and }                   and   = unary { [ "and" ] unary }
    unary  = ( "!" | "not" ) unary | "(" filter ")" | [ column ":" ] term
    term   = "has:" path | "missing:" path | "any:" value | path "[" filter "]" | path comparison value
           | path [ "not" ] "in" value { "," value } | path "is" [ "not" ] type | path
    path   = key [ "[]" ] { "." key [ "[]" ] }
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from tenantsh.lang.filters import values, words
from tenantsh.lang.filters.scanner import Scanner
from tenantsh.lang.filters.tree import (
    And,
    Anywhere,
    Compare,
    Element,
    Has,
    Is,
    Key,
    Not,
    On,
    OneOf,
    Operator,
    Or,
    Type,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from tenantsh.lang.filters.scanner import Given
    from tenantsh.lang.filters.tree import Filter, Path

DEEPEST = 50
"""How many brackets may be open."""
LONGEST = 100
"""How many keys a path may have."""
MOST = 10_000
"""How many terms a filter may have: there are 65,535 parameters in a statement."""

_TERM = "a term: a key, has:, missing:, any:, ! or ("
_TRUE = Value("true")


def _nothing(_written: str) -> None:
    """No value stands for others."""


def parse(text: str, columns: Collection[str] = (), given: Given = _nothing) -> Filter:
    """Read a filter; one that says nothing is true, and a semicolon may end it. Raises FilterError.

    With `columns`, the names of JSONB columns, a term can be about one of them: `settings:theme=dark`, or
    `settings.theme=dark`, where no quotes are around the first name. `given` tells what `:name` stands for where a
    value is wanted; whatever that is, it is a value.

    >>> parse("tier=premium !archived")  # doctest: +NORMALIZE_WHITESPACE
    And(parts=(Compare(path=(Key(name='tier', elements=False),), operator=<Operator.EQUAL: '='>,
                       value=Value(json='"premium"', date=None)),
               Not(part=Compare(path=(Key(name='archived', elements=False),), operator=<Operator.EQUAL: '='>,
                                value=Value(json='true', date=None)))))
    """
    return _Parser(text.rstrip().removesuffix(";"), columns, given).whole()


class _Parser:
    """One text being read, from left to right."""

    def __init__(self, text: str, columns: Collection[str], given: Given) -> None:
        self._scan = Scanner(text, given)
        self._columns = columns
        self._depth = 0
        self._terms = 0

    def whole(self) -> Filter:
        scan = self._scan
        scan.skip()
        if scan.at == len(scan.text):
            return And(())
        found = self._either()
        if scan.at < len(scan.text):
            scan.fail(f"{scan.found()} closes nothing")
        return found

    def _either(self) -> Filter:
        parts = [self._all()]
        while self._scan.take_word("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Filter:
        scan = self._scan
        parts = [self._unary()]
        while not self._ended():
            scan.take_word("and")
            parts.append(self._unary())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _ended(self) -> bool:
        """Whether no other term follows one; raises where neither a blank nor a bracket stands between them."""
        scan = self._scan
        closed = scan.text[scan.at - 1] in ")]"
        apart = scan.skip() or closed
        if scan.at == len(scan.text) or scan.looking_at(")]"):
            return True
        if not apart:
            scan.expected("a blank or an operator", hint="keys and values with other characters need quotes")
        return scan.word() == "or"

    def _unary(self) -> Filter:
        scan, negated = self._scan, False
        scan.skip()
        while self._negation():
            negated = not negated
            scan.skip()
        found = self._within(")") if scan.take("(") else self._term()
        return Not(found) if negated else found

    def _negation(self) -> bool:
        scan = self._scan
        if scan.looking_at("!") and not words.COMPARISON.match(scan.text, scan.at):
            scan.at += 1
            return True
        return scan.take_word("not")

    def _within(self, closing: str) -> Filter:
        """Read a filter and the bracket that closes it."""
        scan, opening = self._scan, self._scan.at - 1
        if self._depth == DEEPEST:
            scan.fail(f"more than {DEEPEST} brackets are open", opening)
        self._depth += 1
        found = self._either()
        self._depth -= 1
        if not scan.take(closing):
            if scan.at == len(scan.text):
                scan.fail("this bracket is not closed", opening, hint=f"expected {closing!r} at the end")
            scan.expected(words.quote(closing))
        return found

    def _term(self) -> Filter:
        scan = self._scan
        self._terms += 1
        if self._terms > MOST:
            scan.fail(f"more than {MOST:,} terms", hint="many values for one key are one term: key in a,b,c")
        if scan.take("has:"):
            return Has(self._path())
        if scan.take("missing:"):
            return Not(Has(self._path()))
        if scan.take("any:"):
            return Anywhere(values.value(self._scan))
        for sign, word in ("&", "and"), ("|", "or"):
            if scan.looking_at(sign):
                scan.expected(_TERM, hint=f"{sign * 2} is written {word}")
        if scan.word() in words.CONNECTIVES:
            scan.expected(_TERM, hint=f"a key of this name needs quotes: {words.quote(scan.word())}")
        column = self._column()
        if column is not None:
            return On(column, self._within(")") if scan.take("(") else self._term())
        return self._about(self._path(_TERM))

    def _column(self) -> str | None:
        """Read the column that a term begins with, and what is behind it; None where there is none."""
        scan, start = self._scan, self._scan.at
        bare = not scan.looking_at("\"'")
        name = self._name()
        if name is not None and scan.looking_at(":"):
            if name not in self._columns:
                scan.fail(
                    f"{words.quote(name)} is no JSONB column here, nor a word of filters", start, hint=self._colon(name)
                )
            scan.at += 1
            return name
        if name is not None and bare and name in self._columns and scan.take("."):
            return name
        scan.at = start
        return None

    def _colon(self, name: str) -> str:
        """What to write instead of a colon."""
        prefixes = ", ".join((*words.PREFIXES, *(f"{words.spell_key(column)}:" for column in self._columns)))
        return f"equality is {words.spell_key(name)}=…, a key with a colon in it needs quotes; there are {prefixes}"

    def _name(self) -> str | None:
        scan = self._scan
        return scan.quoted() if scan.looking_at("\"'") else scan.match(words.KEY)

    def _path(self, expected: str = "a key") -> Path:
        scan, keys = self._scan, list[Key]()
        scan.skip()
        while True:
            name = self._name()
            if name is None:
                scan.expected("a key" if keys else expected)
            keys.append(Key(name, elements=scan.take("[]")))
            if keys[-1].elements and scan.text.startswith("[]", scan.at):
                self._arrays_in_arrays(words.spell_key(name))
            if len(keys) > LONGEST:
                scan.fail(f"more than {LONGEST} keys in a path")
            if not scan.take("."):
                return tuple(keys)

    def _arrays_in_arrays(self, name: str) -> NoReturn:
        self._scan.fail(
            "[] is written once behind a key",
            hint=f"it goes into arrays in arrays, too: {name}[]~value is an element of one, {name}[].key>=value and "
            f"{name}[key=value] are about objects in them",
        )

    def _about(self, path: Path) -> Filter:
        """Read what is said of a path."""
        scan, end = self._scan, self._scan.at
        scan.skip()
        comparison = scan.match(words.COMPARISON)
        if comparison is not None:
            return self._compare(path, comparison)
        if scan.take("["):
            return self._element(path)
        if scan.take_word("in"):
            return self._one_of(path)
        if scan.take_word("is"):
            return self._is(path)
        if self._not_in():
            return Not(self._one_of(path))
        scan.at = end
        return Compare(path, Operator.EQUAL, _TRUE)

    def _not_in(self) -> bool:
        scan, start = self._scan, self._scan.at
        if scan.take_word("not") and scan.skip() and scan.take_word("in"):
            return True
        scan.at = start
        return False

    def _element(self, path: Path) -> Filter:
        scan, start = self._scan, self._scan.at
        if scan.match(words.POSITION):
            scan.fail(
                "elements have no positions here", start, hint="[] is each element; [key=value] one that fulfils it"
            )
        columns, self._columns = self._columns, ()  # an element has none
        inner = self._within("]")
        self._columns = columns
        return Element(path, inner)

    def _compare(self, path: Path, comparison: str) -> Filter:
        operator, negated = words.COMPARISONS[comparison]
        match operator:
            case Operator.MATCHES | Operator.MATCHES_ANY_CASE:
                value = values.pattern(self._scan)
            case _ if operator in words.TEXTS:
                value = values.text(self._scan)
            case _:
                value = values.value(self._scan, dated=operator in words.RANGES)
        found = Compare(path, operator, value)
        return Not(found) if negated else found

    def _one_of(self, path: Path) -> OneOf:
        """Read values with commas between them, in parentheses or not."""
        scan = self._scan
        scan.skip()
        listed = scan.take("(")
        found = values.several(scan)
        while self._comma():
            found += values.several(scan)
        if listed:
            scan.skip()
            if not scan.take(")"):
                scan.expected('"," or ")"')
        if not found:
            scan.fail("the list is empty: nothing is one of no values")
        return OneOf(path, tuple(found))

    def _comma(self) -> bool:
        scan, end = self._scan, self._scan.at
        scan.skip()
        if scan.take(","):
            return True
        scan.at = end
        return False

    def _is(self, path: Path) -> Filter:
        scan = self._scan
        scan.skip()
        negated = scan.take_word("not")
        scan.skip()
        word = scan.word()
        if word not in words.TYPES:
            hint = f"a value is compared with =: {word}" if word in words.CONSTANTS else None
            scan.expected(", ".join(words.TYPES[:-1]) + f" or {words.TYPES[-1]}", hint=hint)
        scan.take_word(word)
        found = Is(path, Type(word))
        return Not(found) if negated else found
