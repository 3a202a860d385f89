"""What is wanted in INSERT, UPDATE, DELETE and MERGE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.brackets import closing
from tenantsh.lang.lexemes import Lexeme, Sort
from tenantsh.lang.quote import spell_identifier
from tenantsh.shell.completion.keywords import QUERIES
from tenantsh.shell.completion.scope import visible
from tenantsh.shell.completion.suggest.clauses.expressions import Ways, expression, one_of
from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.wanted import Columns, Lists, Operand, Relations, Texts, Things, Words

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexemes
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.suggest.clauses.asked import Asked
    from tenantsh.shell.completion.wanted import Source, Wanted

_WRITABLE = "rpvf"
_VALUES = ("VALUES", "SELECT", "DEFAULT VALUES", "OVERRIDING SYSTEM VALUE", "OVERRIDING USER VALUE", "WITH", "TABLE")
_ACTIONS = ("DO NOTHING", "DO UPDATE SET", "DO UPDATE", "DO")


def insert_into(asked: Asked) -> list[Wanted]:
    """INSERT INTO, its table, and what is inserted."""
    match ending(asked.lexemes):
        case _, "":
            return [Relations(_WRITABLE, writable=True)]
        case _, "insert":
            return [Words(("INTO",))]
        case _, "default":
            return [Words(("VALUES",))]
        case _, "overriding":
            return [Words(("SYSTEM VALUE", "USER VALUE"))]
        case "overriding", _:
            return [Words(("VALUE",))]
        case _, "value":
            return [Words(("VALUES", "SELECT"))]
        case _, "as":
            return []
        case _, ")":
            return [Words(_VALUES)]
        case "default", "values":
            return [Words(("RETURNING", "ON CONFLICT"))]
        case _:
            bare = not any(lexeme.is_word("as") for lexeme in asked.lexemes)
            return [Texts((("(", "columns"),), "mark"), Words((*_VALUES[:3], *(("AS",) if bare else ()), *_VALUES[3:]))]


def values(asked: Asked) -> list[Wanted]:
    """Between and behind the rows of VALUES."""
    if ending(asked.lexemes)[-1] in ("", ","):
        return [Texts((("(", "a row"),), "mark")]
    if asked.level.query == "insert":
        return [Words(("ON CONFLICT", "RETURNING"))]
    likely, later = asked.tail("window")
    return one_of((*likely, *later))


def row(asked: Asked, lexemes: Lexemes, position: int) -> list[Wanted]:
    """A value of VALUES ( … ), for the column that stands at its place in the list."""
    of = inserted(asked.place, position)
    default = ("DEFAULT",) if of else ()
    around = asked.level.outer
    sources = asked.scope.sources
    if around is None or around.query != "merge":
        sources = tuple(source for source in sources if not source.alias)  # a body's variables
    return expression(asked.place, lexemes, sources, Ways(target=of, first=default))


def inserted(place: Place, position: int) -> Operand | None:
    """The column of the INSERT's list, or of its table, that a value is for."""
    target = visible(place).target
    if target is None:
        return None
    listed = _list(place.before)
    if listed is None:
        return Operand("", (), (target,), position=position)
    return Operand(listed[position], (), (target,)) if position < len(listed) else None


def _list(before: Lexemes) -> list[str] | None:
    """The columns that stand in parentheses behind the last INSERT; None where there is no list."""
    inserts = [at for at, lexeme in enumerate(before) if lexeme.text.lower() == "insert"]
    at = inserts[-1] + 1 if inserts else len(before)
    while at < len(before) and not before[at].is_mark("(") and not before[at].is_word("values", *QUERIES):
        at += 1
    if at >= len(before) or not before[at].is_mark("("):
        return None
    return [lexeme.value for lexeme in before[at : closing(before, at)] if lexeme.is_name]


def listed(asked: Asked) -> list[Wanted]:
    """The columns that an INSERT gives."""
    taken = asked.names
    if ending(asked.level.before)[-1] not in ("", ","):
        return []
    return [Columns(_target(asked), taken, writable=True), *(Lists(target, taken=taken) for target in _target(asked))]


def _target(asked: Asked) -> tuple[Source, ...]:
    return (asked.scope.target,) if asked.scope.target else ()


def on_conflict(asked: Asked) -> list[Wanted]:
    """ON CONFLICT: of what, and what then."""
    match ending(asked.lexemes):
        case _, "":
            return [Texts((("(", "columns"),), "mark"), Words((*_ACTIONS[:2], "ON CONSTRAINT", *_ACTIONS[2:]))]
        case _, "on":
            return [Words(("CONSTRAINT",))]
        case "on", "constraint":
            return [Things("constraint", asked.scope.target)]
        case _, ")":
            return [Words((*_ACTIONS, "WHERE"))]
        case _:
            return [Words(_ACTIONS)]


def conflict_target(asked: Asked) -> list[Wanted]:
    """The columns of ON CONFLICT ( … )."""
    if ending(asked.level.before)[-1] in ("", ","):
        taken = asked.names
        uniques = [Lists(target, unique=True, taken=taken) for target in _target(asked)]
        return [*uniques, Columns(_target(asked), taken)]
    return [Words(("COLLATE",))]


def do(asked: Asked) -> list[Wanted]:
    """What is done on conflict."""
    match ending(asked.lexemes)[-1]:
        case "":
            return [Words(("UPDATE SET", "NOTHING", "UPDATE"))]
        case "update":
            return [Words(("SET",))]
        case _:
            return [Words(("RETURNING",))]


def assignments(asked: Asked, *, follow: tuple[str, ...]) -> list[Wanted]:
    """`column = value, …`: columns that can be written, then what each can be."""
    item = asked.item
    if ending(asked.level.before)[-1] == "update":
        return [Words(("SET",))]
    if not item:
        taken = tuple(_assigned(asked.lexemes))
        return [Columns(_target(asked), taken, writable=True)]
    at = next((at for at, lexeme in enumerate(item) if lexeme.text == "="), None)
    if at is None:
        return [Texts((("=", "becomes"),), "operator")]
    of = Operand(item[at - 1].value, (), _target(asked)) if at == 1 and item[0].is_name else None
    follow = tuple(word for word in follow if not asked.has_behind(word.split()[0].lower()))
    return [
        *_excluded(asked, item[at - 1], item[at + 1 :]),
        *expression(asked.place, item[at + 1 :], asked.scope.sources, Ways(target=of, then=follow)),
    ]


def _excluded(asked: Asked, column: Lexeme, typed: Lexemes) -> list[Wanted]:
    """The value that was to be inserted, for the same column: what ON CONFLICT mostly sets."""
    if asked.clause != "do update set" or typed or not column.is_name or asked.place.qualifier:
        return []
    return [Texts(((f"excluded.{spell_identifier(column.value)}", "what was to be inserted"),), "column", fit=-1)]


def set_list(asked: Asked) -> list[Wanted]:
    """UPDATE … SET ( columns ) = …: the columns."""
    taken = asked.names
    return [Columns(_target(asked), taken, writable=True)]


def _assigned(lexemes: Lexemes) -> list[str]:
    """The columns that stand in front of an equals sign."""
    return [
        lexemes[at - 1].value
        for at, lexeme in enumerate(lexemes)
        if lexeme.text == "=" and at and lexemes[at - 1].is_name and (at == 1 or lexemes[at - 2].is_mark(","))
    ]


def update(asked: Asked) -> list[Wanted]:
    """UPDATE and its table."""
    return _written(asked, ("SET",))


def delete_from(asked: Asked) -> list[Wanted]:
    """DELETE FROM and its table."""
    return _written(asked, ("WHERE", "USING", "RETURNING"))


def merge_into(asked: Asked) -> list[Wanted]:
    """MERGE INTO and its table."""
    return _written(asked, ("USING",))


def _written(asked: Asked, follow: tuple[str, ...]) -> list[Wanted]:
    lexemes = asked.lexemes
    match ending(lexemes)[-1]:
        case "":
            return [Relations(_WRITABLE, writable=True), Words(("ONLY",), 1)]
        case "delete":
            return [Words(("FROM",))]
        case "merge":
            return [Words(("INTO",))]
        case "only":
            return [Relations("rpf", writable=True)]
        case "as":
            return []
        case _:
            bare = sum(lexeme.is_name for lexeme in lexemes) - sum(lexeme.is_mark(".") for lexeme in lexemes) == 1
            return one_of((*follow, *(("AS",) if bare else ())))


def when(asked: Asked) -> list[Wanted]:
    """MERGE … WHEN [NOT] MATCHED [BY …] [AND …]."""
    lexemes = asked.lexemes
    at = next((at for at, lexeme in enumerate(lexemes) if lexeme.is_word("and")), None)
    if at is not None:
        ways = Ways(condition=True, then=("THEN",))
        return expression(asked.place, lexemes[at + 1 :], asked.scope.sources, ways)
    match ending(lexemes):
        case _, "":
            return [Words(("MATCHED", "NOT MATCHED", "NOT MATCHED BY SOURCE", "NOT MATCHED BY TARGET", "NOT"))]
        case _, "not":
            return [Words(("MATCHED", "MATCHED BY SOURCE", "MATCHED BY TARGET"))]
        case "not", "matched":
            return [Words(("THEN", "AND", "BY SOURCE", "BY TARGET", "BY"))]
        case _, "by":
            return [Words(("SOURCE", "TARGET"))]
        case _:
            return [Words(("THEN", "AND"))]


def then(asked: Asked) -> list[Wanted]:
    """What MERGE does."""
    match ending(asked.level.before):
        case _, "then":
            inserts = _is_not_matched(asked)
            return [Words(("INSERT", "DO NOTHING") if inserts else ("UPDATE SET", "DELETE", "DO NOTHING", "UPDATE"))]
        case _, "update":
            return [Words(("SET",))]
        case _, "do":
            return [Words(("NOTHING",))]
        case _, "insert":
            return [Texts((("(", "columns"),), "mark"), Words(("VALUES", "DEFAULT VALUES", "OVERRIDING SYSTEM VALUE"))]
        case _, "default" | "value":
            return [Words(("VALUES",))]
        case _, "overriding":
            return [Words(("SYSTEM VALUE", "USER VALUE"))]
        case _, "values":
            return [Texts((("(", "a row"),), "mark")]
        case _, ")" if asked.clause != "values":
            return [Words(("VALUES", "OVERRIDING SYSTEM VALUE", "OVERRIDING USER VALUE"))]
        case _:
            return [Words(MORE_WHEN)]


MORE_WHEN = ("WHEN MATCHED", "WHEN NOT MATCHED", "WHEN NOT MATCHED BY SOURCE", "RETURNING", "WHEN")


def _is_not_matched(asked: Asked) -> bool:
    """Whether the last WHEN is of rows that the target has not."""
    words = [lexeme.value if lexeme.sort is Sort.WORD else "" for lexeme in asked.level.before]
    at = max((at for at, word in enumerate(words) if word == "when"), default=0)
    return "not" in words[at : at + 2] and "source" not in words[at : at + 5]
