"""What a slot of a synopsis stands for, in the statement that it is met in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
from tenantsh.shell.completion import scope
from tenantsh.shell.completion.suggest.grammar.objects import INDEX_OPTIONS, OBJECTS, OPTIONS, OWNED, SLOTS, TABLES
from tenantsh.shell.completion.suggest.grammar.shapes import Shape, shape_of
from tenantsh.shell.completion.wanted import (
    Columns,
    Functions,
    Holders,
    Labels,
    Operand,
    Parts,
    Relations,
    Settings,
    SettingValues,
    Source,
    Texts,
    Things,
    Types,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.suggest.grammar.notation import Slot
    from tenantsh.shell.completion.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Asked:
    """A slot that is expected next."""

    slot: Slot
    title: str
    place: Place

    @property
    def sources(self) -> tuple[Source, ...]:
        """Whose columns and things can be named here."""
        found = scope.visible(self.place)
        plain = tuple(source for source in found.sources if not source.qualified)
        return plain or ((found.target,) if found.target else ())

    @property
    def table(self) -> Source | None:
        """The table of the statement, where it is named."""
        return next(iter(self.sources), None)


def wanted(asked: Asked) -> list[Wanted]:
    """What is wanted for a slot; nothing where a name is new, or nobody knows it."""
    name = asked.slot.name
    special = _SPECIAL.get(name)
    if special is not None:
        return special(asked)
    if name in OPTIONS:
        return [_options(asked)]
    if name in SLOTS:
        return [SLOTS[name]]
    return [Types()] if shape_of(asked.slot) is Shape.TYPE else []


def _options(asked: Asked) -> Wanted:
    names = INDEX_OPTIONS.get(asked.title, OPTIONS[asked.slot.name])
    return Texts(tuple((name, "") for name in names.split()), "option")


def _object(asked: Asked) -> list[Wanted]:
    """A `name`, whose kind the words before it say, or the title."""
    verb, _, titled = asked.title.partition(" ")
    kind = _kind(asked.slot.behind) or _kind_behind_on(asked) or titled
    if asked.title in ("EXECUTE", "DEALLOCATE"):
        return [Things("prepared statement")]
    if asked.title == "CREATE EXTENSION":
        kind = "AVAILABLE EXTENSION"
    elif verb == "CREATE" and not _replaces(asked):
        return []
    if kind.lower() in OWNED:
        return [Things(kind.lower(), asked.table)]
    if asked.title == "ALTER TABLE" and kind == "TABLE":
        return [Relations("rpf")]
    found = OBJECTS.get(kind)
    return [found] if found else []


def _replaces(asked: Asked) -> bool:
    """Whether CREATE may be about something that is there."""
    return any(lexeme.is_word("replace") for lexeme in asked.place.before[1:3])


def _kind(words: Sequence[str]) -> str:
    """The kind of object that these words end in."""
    endings = (" ".join(words[at:]) for at in range(len(words)))
    return next((ending for ending in endings if ending in OBJECTS or ending.lower() in OWNED), "")


def _kind_behind_on(asked: Asked) -> str:
    """The kind of object that GRANT … ON and REINDEX name, of which the synopsis has several at once."""
    before = asked.place.before
    at = next((at for at in range(len(before) - 1, -1, -1) if before[at].is_word("on")), 0)
    if asked.title not in ("GRANT", "REVOKE", "REINDEX"):
        return ""
    words = [lexeme.text.upper() for lexeme in before[at + 1 :] if lexeme.sort is Sort.WORD]
    if asked.title == "REINDEX":
        return next((word for word in words if word in OBJECTS), "")
    return next((found for size in (3, 2, 1) if (found := " ".join(words[:size])) in OBJECTS), "")


def _table(asked: Asked) -> list[Wanted]:
    """A `table_name`: one that is there, unless this makes it."""
    if asked.title in ("CREATE TABLE", "CREATE TABLE AS", "CREATE FOREIGN TABLE", "IMPORT FOREIGN SCHEMA"):
        return []
    kinds = TABLES.get(asked.title, "rp")
    held = _holding(asked)
    more = [Relations("S", fit=2)] if asked.title in ("GRANT", "REVOKE") else []
    return [held, Relations(kinds, fit=1)] if held else [Relations(kinds), *more]


def _holding(asked: Asked) -> Holders | None:
    """The relations that have the policy, trigger, rule or constraint that was named: DROP POLICY name ON."""
    before, words = asked.place.before, asked.title.split()
    kind = words[-1].lower() if words[0] in ("ALTER", "DROP") else before[2].value if len(before) > 4 else ""
    if kind not in OWNED or not before[-1].is_word("on") or not before[-2].is_name:
        return None
    return Holders(kind, before[-2].value)


def _owned(asked: Asked) -> list[Wanted]:
    kind = asked.slot.name.removesuffix("_name")
    return [Things(kind, asked.table)]


def _constraint(asked: Asked) -> list[Wanted]:
    if asked.slot.behind == ("CONSTRAINT",) and asked.title != "COMMENT":
        return []  # a new one
    if asked.title == "ALTER DOMAIN":
        return []
    return _owned(asked)


def _column(asked: Asked) -> list[Wanted]:
    new = asked.slot.follower in ("data_type", "argument_type") and asked.slot.name == "column_name"
    if new or asked.title in ("CREATE VIEW", "CREATE MATERIALIZED VIEW", "CREATE TABLE AS", "CREATE FUNCTION"):
        return []
    return [Columns(asked.sources, _listed(asked.place.before))]


def _listed(before: Sequence[Lexeme]) -> tuple[str, ...]:
    """The names that stand in the list already at whose end the cursor is: `(a, b, `."""
    names: list[str] = []
    at = len(before) - 1
    while at >= 1 and before[at].is_mark(",") and before[at - 1].is_name:
        names.append(before[at - 1].value)
        at -= 2
    return tuple(names) if at >= 0 and before[at].is_mark("(") else ()


def _indexed(asked: Asked) -> list[Wanted]:
    """A column that an index is on, or a function of one; for GIN documents first."""
    before = asked.place.before
    inverted = any(name.is_word("gin") and word.is_word("using") for word, name in pairwise(before))
    like = Operand("", type="jsonb") if inverted else None
    columns = [replace(one, like=like) if isinstance(one, Columns) else one for one in _column(asked)]
    return [*columns, Functions("f", fit=2)]


def _qualified_column(asked: Asked) -> list[Wanted]:
    qualifier = asked.place.qualifier
    if not qualifier:
        return [Relations("rpvmf")]
    schema = qualifier[-2] if len(qualifier) > 1 else None
    columns = Columns((Source(qualifier[-1], qualifier[-1], schema),))
    return [columns] if schema else [columns, Relations("rpvmf", fit=1)]


def _index(asked: Asked) -> list[Wanted]:
    if asked.title == "ALTER INDEX" or asked.table is None:
        return [Relations("iI")]
    return [Parts(asked.table, "iI")]


def _partition(asked: Asked) -> list[Wanted]:
    """A partition: of this table to be detached, any other one to be attached."""
    if asked.table and any(lexeme.is_word("detach") for lexeme in asked.place.before):
        return [Parts(asked.table, "rpf")]
    return [Relations("rpf")]


def _schema(asked: Asked) -> list[Wanted]:
    return [] if asked.title == "CREATE SCHEMA" else [Things("schema")]


def _new_type(asked: Asked) -> list[Wanted]:
    return [] if asked.title == "CREATE TYPE" else [Types("c")]


def _savepoint(asked: Asked) -> list[Wanted]:
    return [] if asked.title == "SAVEPOINT" else [Things("savepoint")]


def _cursor(asked: Asked) -> list[Wanted]:
    return [] if asked.title == "DECLARE" else [Things("cursor")]


def _setting(asked: Asked) -> list[Wanted]:
    return [Settings(settable=asked.title not in ("SHOW", "ALTER SYSTEM"))]


def _value(asked: Asked) -> list[Wanted]:
    name = setting_before(asked.place.before)
    return [SettingValues(name)] if name else []


def setting_before(before: Sequence[Lexeme]) -> str:
    """The setting whose values stand at the end of these: SET search_path TO a,."""
    at = len(before) - 1
    while at >= 0 and not before[at].is_word("to", "zone") and before[at].text != "=":
        at -= 1
    if at < 1:
        return ""
    if before[at].is_word("zone"):
        return "timezone"
    start = at - 1
    while start >= 2 and before[start - 1].is_mark("."):
        start -= 2
    return "".join(lexeme.value for lexeme in before[start:at])


def _function(asked: Asked) -> list[Wanted]:
    if asked.title in ("CREATE TRIGGER", "CREATE EVENT TRIGGER"):
        result = "trigger" if asked.title == "CREATE TRIGGER" else "event_trigger"
        return [Functions("f", result=result, fit=0)]
    return _indexed(asked) if asked.title == "CREATE INDEX" else [Functions("f", fit=0)]


def _role(asked: Asked) -> list[Wanted]:
    """A role; behind the privileges where GRANT has either."""
    either = asked.title in ("GRANT", "REVOKE") and not any(
        lexeme.is_word("on", "to", "from") for lexeme in asked.place.before
    )
    return [Things("role", fit=2 if either else 0)]


def _label(asked: Asked) -> list[Wanted]:
    """A label of the enum that ALTER TYPE is about, where it has to be there."""
    before = asked.place.before
    new = before[-1].is_word("value", "exists") and any(lexeme.is_word("add") for lexeme in before)
    of = scope.source_of(before[2:])
    return [Labels(Operand("", type=of.name))] if asked.title == "ALTER TYPE" and of and not new else []


def _type(asked: Asked) -> list[Wanted]:
    """A type; of what a function returns also those that are nothing else's."""
    if asked.slot.behind[-1:] == ("RETURNS",):
        return [Texts((("trigger", "of a trigger's function"), ("void", "nothing")), "type"), Types()]
    return [Types()]


def _row_type(_asked: Asked) -> list[Wanted]:
    """What a function returns many of: a table's rows, or a type."""
    return [Relations("rpvm"), Texts((("record", "rows of any kind"),), "type"), Types(fit=1)]


_SPECIAL: dict[str, Callable[[Asked], list[Wanted]]] = {
    "'label'": _label,
    "'neighbour'": _label,
    "'encoding_name'": lambda _: [SettingValues("client_encoding")],
    "role_name": _role,
    "name": _object,
    "object_name": _object,
    "table_name": _table,
    "policy_name": _owned,
    "trigger_name": _owned,
    "rule_name": _owned,
    "constraint_name": _constraint,
    "column_name": _column,
    "other_column": _column,
    "relation_name.column_name": _qualified_column,
    "table_name.column_name": _qualified_column,
    "index_name": _index,
    "partition_name": _partition,
    "schema_name": _schema,
    "savepoint_name": _savepoint,
    "cursor_name": _cursor,
    "type_name": _new_type,
    "configuration_parameter": _setting,
    "value": _value,
    "function_name": _function,
    "data_type": _type,
    "row_type": _row_type,
}
