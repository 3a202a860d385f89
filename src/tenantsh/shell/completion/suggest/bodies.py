"""What is wanted in the body of a function, a procedure or a DO, in its statements that are no SQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
from tenantsh.shell.completion import scope
from tenantsh.shell.completion.suggest import clauses
from tenantsh.shell.completion.wanted import Columns, Functions, Relations, Source, Texts, Types, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Wanted

_FIRST = ("SELECT", "IF", "RETURN", "INSERT INTO", "UPDATE", "DELETE FROM", "FOR", "PERFORM", "RAISE", "BEGIN")
_MORE = ("END", "END IF", "END LOOP", "ELSE", "ELSIF", "DECLARE", "LOOP", "WHILE", "EXECUTE", "RAISE NOTICE",
    "RAISE EXCEPTION", "RETURN QUERY", "RETURN NEXT", "RETURN NEW", "RETURN OLD", "EXCEPTION", "EXCEPTION WHEN", "WITH",
    "MERGE INTO", "CALL", "CASE", "END CASE", "EXIT", "CONTINUE", "FOREACH", "GET DIAGNOSTICS", "NULL", "OPEN", "FETCH",
    "CLOSE", "MOVE", "ASSERT", "COMMIT", "ROLLBACK", "WHEN", "CREATE", "CREATE TEMP TABLE", "ALTER", "DROP",
    "TRUNCATE", "LOCK TABLE")  # fmt: skip
_LEVELS = ("NOTICE", "EXCEPTION", "WARNING", "INFO", "LOG", "DEBUG")
_OPTIONS = ("MESSAGE", "DETAIL", "HINT", "ERRCODE", "COLUMN", "CONSTRAINT", "DATATYPE", "TABLE", "SCHEMA")
_CONDITIONS = ("others", "unique_violation", "no_data_found", "foreign_key_violation", "check_violation",
    "not_null_violation", "too_many_rows", "division_by_zero", "insufficient_privilege", "undefined_table",
    "lock_not_available", "deadlock_detected", "serialization_failure", "query_canceled", "raise_exception",
    "invalid_text_representation", "exclusion_violation", "duplicate_object", "undefined_object")  # fmt: skip
_ITEMS = ("ROW_COUNT", "PG_CONTEXT", "MESSAGE_TEXT", "RETURNED_SQLSTATE", "PG_EXCEPTION_DETAIL", "PG_EXCEPTION_HINT",
    "PG_EXCEPTION_CONTEXT", "CONSTRAINT_NAME", "COLUMN_NAME", "TABLE_NAME", "SCHEMA_NAME")  # fmt: skip


def suggest(place: Place) -> list[Wanted] | None:
    """What is wanted at a place in a body; None where the statement there is any session's."""
    inner = scope.opened(place) or scope.unwrapped(place)
    if inner is not None:
        return clauses.suggest(inner)
    if not place.before:
        return [Words(_FIRST, 0), Words(_MORE, 1), Columns(scope.visible(place).sources, fit=1)]
    first = place.before[0]
    handler = _STATEMENTS.get(first.value) if first.sort is Sort.WORD else None
    if handler is not None:
        return handler(place)
    return _assignment(place) if first.is_name and not first.is_word(*_ANYBODYS) else None


_ANYBODYS = ("create", "alter", "drop", "truncate", "lock", "grant", "revoke", "comment", "set", "reset", "copy",
    "analyze", "notify", "explain", "refresh", "vacuum", "security", "reindex", "cluster", "discard", "import",
    "listen", "commit", "rollback", "show")  # fmt: skip
"""First words of statements that are the same in a body."""


def _expression(place: Place, behind: int = 1, *, condition: bool = False, then: tuple[str, ...] = ()) -> list[Wanted]:
    """An expression that begins behind so many lexemes: of the variables that are declared."""
    sources = scope.visible(place).sources
    return clauses.expression(replace(place, before=place.before[behind:]), sources, condition=condition, then=then)


def _assignment(place: Place) -> list[Wanted]:
    """`x := …`, or a variable's declaration: `x type [:= …]`."""
    at = next((at for at, lexeme in enumerate(place.before) if lexeme.text in (":=", "=")), None)
    if at is not None:
        return _expression(place, at + 1)
    if len(place.before) == 1 or place.before[-1].is_word("constant"):
        if place.qualifier:
            return [*_column_for_type(place), Types(), Relations(fit=1)]
        more = Words(("CONSTANT", "CURSOR FOR", "RECORD"), 1)
        return [Types(), Texts(((":=", "becomes"),), "operator"), more, Relations(fit=1)]
    if place.before[-1].text == "%":
        return [Words(("TYPE", "ROWTYPE"))]
    if place.before[-1].text in (":=", "[", "."):
        return []
    return [Texts(((":=", "becomes"),), "operator"), Words(("DEFAULT", "NOT NULL", "COLLATE"))]


def _column_for_type(place: Place) -> list[Wanted]:
    """`x users.id%TYPE`: the column whose type it is."""
    *schema, table = place.qualifier
    return [Columns((Source(table, table, schema[-1] if schema else None),))]


def _condition(then: str) -> Callable[[Place], list[Wanted]]:
    return lambda place: _expression(place, condition=True, then=(then,))


def _when(place: Place) -> list[Wanted]:
    """WHEN of EXCEPTION, or of a CASE."""
    if len(place.before) == 1 or place.before[-1].is_word("or"):
        return [Texts(tuple((name, "condition") for name in _CONDITIONS), "condition"), *_expression(place)]
    return [Words(("THEN", "OR"), 0), *_expression(place, condition=True, then=("THEN",))]


def _for(place: Place) -> list[Wanted]:
    """FOR x IN … LOOP."""
    at = next((at for at, lexeme in enumerate(place.before) if lexeme.is_word("in")), None)
    if at is None:
        return [Words(("IN",))] if len(place.before) > 1 else []
    if at == len(place.before) - 1:
        return [Words(("SELECT", "EXECUTE", "REVERSE", "WITH"), 0), *_expression(place, at + 1)]
    return _expression(place, at + 1, then=("LOOP", "BY"))


def _foreach(place: Place) -> list[Wanted]:
    if any(lexeme.is_word("array") for lexeme in place.before):
        at = next(at for at, lexeme in enumerate(place.before) if lexeme.is_word("array"))
        return _expression(place, at + 1, then=("LOOP",))
    words = ("ARRAY",) if place.before[-1].is_word("in") else ("IN ARRAY", "SLICE")
    return [Words(words)] if len(place.before) > 1 else []


def _return(place: Place) -> list[Wanted]:
    if len(place.before) == 1:
        return [
            Words(("NEW", "OLD", "QUERY", "NEXT", "NULL", "QUERY EXECUTE", "TRUE", "FALSE"), 0),
            *_expression(place),
        ]
    return _expression(place, 2 if place.before[1].is_word("next", "query") else 1)


def _raise(place: Place) -> list[Wanted]:
    """RAISE [level] 'format', … [USING option = …]."""
    end = place.before[-1]
    if len(place.before) == 1:
        return [Words((*_LEVELS, "SQLSTATE", "USING"))]
    if end.is_word("using") or (end.is_mark(",") and any(lexeme.is_word("using") for lexeme in place.before)):
        return [Words(_OPTIONS)]
    if end.is_word("notice", "exception", "warning", "info", "log", "debug"):
        return [Words(("USING", "SQLSTATE"))]
    at = max(at for at, lexeme in enumerate(place.before) if at == 0 or lexeme.is_mark(",") or lexeme.text == "=")
    return [Words(("USING",)), *_expression(place, max(at + 1, 2))]


def _execute(place: Place) -> list[Wanted]:
    if len(place.before) > 1 and place.before[-1].is_word("using", "into"):
        return _expression(place, len(place.before)) if place.before[-1].is_word("using") else [Words(("STRICT",))]
    return _expression(place, then=("INTO", "USING", "LOOP"))


def _end(place: Place) -> list[Wanted]:
    return [Words(("IF", "LOOP", "CASE"))] if len(place.before) == 1 else []


def _get(place: Place) -> list[Wanted]:
    """GET [STACKED] DIAGNOSTICS x = ITEM."""
    if place.before[-1].text in ("=", ":="):
        return [Words(_ITEMS)]
    if place.before[-1].is_word("stacked", "current"):
        return [Words(("DIAGNOSTICS",))]
    return [Words(("DIAGNOSTICS", "STACKED DIAGNOSTICS"))] if len(place.before) == 1 else []


def _leave(place: Place) -> list[Wanted]:
    """EXIT and CONTINUE."""
    at = next((at for at, lexeme in enumerate(place.before) if lexeme.is_word("when")), None)
    return [Words(("WHEN",))] if at is None else _expression(place, at + 1, condition=True)


def _call(place: Place) -> list[Wanted]:
    return [Functions("p", fit=0)] if len(place.before) == 1 else _expression(place)


def _nothing(place: Place) -> list[Wanted]:
    return []


def _words(*words: str) -> Callable[[Place], list[Wanted]]:
    return lambda place: [Words(words)] if len(place.before) == 1 else []


_STATEMENTS: dict[str, Callable[[Place], list[Wanted]]] = {
    "if": _condition("THEN"),
    "elsif": _condition("THEN"),
    "elseif": _condition("THEN"),
    "while": _condition("LOOP"),
    "assert": _condition(""),
    "case": lambda place: _expression(place, then=("WHEN",)),
    "when": _when,
    "for": _for,
    "foreach": _foreach,
    "return": _return,
    "raise": _raise,
    "execute": _execute,
    "end": _end,
    "get": _get,
    "exit": _leave,
    "continue": _leave,
    "call": _call,
    "exception": _words("WHEN"),
    "open": lambda place: [Words(("FOR", "FOR EXECUTE", "SCROLL", "NO SCROLL"))] if len(place.before) == 2 else [],
    "fetch": _words("NEXT", "FIRST", "LAST", "PRIOR", "ABSOLUTE", "RELATIVE", "FORWARD", "BACKWARD"),
    "close": _nothing,
    "move": _words("NEXT", "FORWARD", "BACKWARD"),
    "null": _nothing,
}
