"""Queries by chance on the marked database: expressions inside expressions, over all that FROM can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_COLUMNS = {
    "people": ["person_id", "email", "phone", "born", "profile", "tags", "age", "note", "loud"],
    "mails": ["person_id", "mail", "small", "age"],
    "nested": ["address", "person_id"],
    "mixed": ["x"],
    "frozen": ["email", "n"],
    "visits": ["at", "who", "page"],
    "visits_2026_02": ["page", "who", "at"],
    "cards": ["card_id", "number", "holder"],
    "snapshots": ["taken", "person"],
    "revealing": ["it", "one"],
    "plain_things": ["thing_id", "name"],
}
_WRAPS = (
    "lower({}::text)", "upper({}::text)", "({})::text", "'<' || ({})::text", "coalesce({}::text, 'none')",
    "case when random() >= 0 then ({})::text else 'x' end", "array[({})::text]", "row({})", "to_jsonb({})",
    "json_build_object('a', {})", "format('%s', {})", "concat({}, '')", "left(({})::text, 40)", "md5(({})::text)",
    "(select {})", "array(select {})", "max(({})::text) over ()", "nullif(({})::text, '')", "quote_literal(({})::text)",
    "greatest(({})::text, '')", "replace(({})::text, 'q', 'w')", "translate(({})::text, 'q', 'w')",
    "(array[({})::text])[1]", "regexp_replace(({})::text, '^', '')", "reverse(reverse(({})::text))",
    "overlay(({})::text placing '' from 1 for 0)", "btrim(({})::text)",
    '(({})::text collate "C")',
    "lpad(({})::text, 99)", "encode(convert_to(({})::text, 'UTF8'), 'escape')", "split_part(({})::text, '|', 1)",
)  # fmt: skip
_AGGREGATES = (
    "string_agg(({})::text, ',')", "array_agg({})", "max(({})::text)", "json_agg({})", "jsonb_object_agg('k', {})",
    "percentile_disc(0.5) within group (order by ({})::text)", "mode() within group (order by ({})::text)",
    "(array_agg(({})::text order by 1))[1]", "string_agg(({})::text, ',') filter (where true)",
    "count(distinct ({})::text)",
)  # fmt: skip


def query(chance: Random, depth: int = 3) -> str:
    """A SELECT that most likely runs."""
    source, columns = _source(chance, depth)
    if chance.random() < 0.2:
        picked = [chance.choice(_AGGREGATES).format(_column(chance, columns)) for _ in range(2)]
    else:
        picked = [
            _expression(chance, _column(chance, columns), chance.randrange(4)) for _ in range(chance.randint(1, 3))
        ]
        picked += chance.choices(["*", "s.*", "s", "1", "count(*) over ()"], k=chance.randrange(2))
    named = ", ".join(f"{one} as c{at}" if "*" not in one[-2:] and one != "s" else one for at, one in enumerate(picked))
    found = f"select {chance.choice(['', '', 'distinct ' if 's' not in picked else ''])}{named} from {source}"
    if chance.random() < 0.15:
        found = f"select c0::text from ({found}) as u union all select 'own'"
    return found


def _source(chance: Random, depth: int) -> tuple[str, list[str]]:
    """Something for FROM, called s, and its columns."""
    table = chance.choice([*_COLUMNS, *["people"] * 5])
    columns = _COLUMNS[table]
    match chance.randrange(7) if depth else 0:
        case 1:
            return f"(select * from {table}) as s", columns
        case 2:
            given = [_expression(chance, column, chance.randrange(2)) for column in columns]
            named = ", ".join(f"{one} as d{at}" for at, one in enumerate(given))
            return f"(select {named} from {table}) as s", [f"d{at}" for at in range(len(given))]
        case 3:
            return f"(with w as (select * from {table}) select * from w) as s", columns
        case 4:
            names = [f"a{at}" for at in range(len(columns))]
            return f"{table} as s ({', '.join(names)})", names
        case 5:
            return f"plain_things as p cross join {table} as s", [*columns, "p.name"]
        case 6:
            inner = _expression(chance, chance.choice(columns), 1)
            return f"{table} as t cross join lateral (select {inner} as e, 1 as one) as s", ["e", "s.e"]
        case _:
            return f"{table} as s", columns


def _column(chance: Random, columns: list[str]) -> str:
    column = chance.choice([*columns, "s", "s"])
    return f"s.{column}" if column != "s" and "." not in column and chance.random() < 0.5 else column


def _expression(chance: Random, inner: str, depth: int) -> str:
    for _ in range(depth):
        inner = chance.choice(_WRAPS).format(inner)
    return inner
