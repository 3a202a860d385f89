"""What kind of thing is wanted at the cursor: `suggest` says it of a text, `resolve` looks up which ones there are.

`fit` is how well it suits the clause: 0 is what the clause is for, higher numbers come later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.commands.kinds import Kind

TABLES = "rpvmf"
"""Relations that a query can read."""
ANY = "\0*"
"""In the path of JSON: whatever key there is. No key of PostgreSQL's has a NUL."""
DEEP = "\0**"
"""In the path of JSON: whatever is below, on any level."""


@dataclass(frozen=True, slots=True)
class Output:
    """A column of something that a statement itself makes: a CTE, a derived table, VALUES."""

    name: str
    """Empty where it is all the columns of `of`: a star."""
    of: Source | None = None
    """Where it comes from, as it stands."""
    column: str = ""
    """Its name there."""
    type: str = ""
    """Its type, where the text says it."""
    among: tuple[Source, ...] = ()
    """The sources that it may be of, where the text does not say which."""
    call: str = ""
    """The function whose result it is."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something whose columns can be named: an item of FROM, the target of an UPDATE, a CTE, `excluded`."""

    alias: str
    """What qualifies its columns: the alias, or else the name."""
    name: str = ""
    """The relation's name, as the server knows it; of a function in FROM the function's."""
    schema: str | None = None
    function: bool = False
    outputs: tuple[Output, ...] | None = None
    """Its columns, where the statement itself makes them; None where the catalog knows them."""
    renamed: tuple[str, ...] = ()
    """The names in `t AS x (a, b)`, which take the place of as many of its own."""
    outer: bool = False
    """Whether it belongs to a query around this one."""
    start: int = -1
    """Where in the text it stands."""
    qualified: bool = False
    """Whether its columns cannot be named without it: `excluded`, `old`, `new`."""
    since: int = 0
    """The server's major from which on it can be named."""
    joined: tuple[str, ...] = ()
    """Columns that USING makes one with those of the sources before it; `*` for those of a NATURAL JOIN."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A column as an expression names it, with its qualifier or without, and the sources that it may be of."""

    name: str
    qualifier: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    type: str = ""
    """The type it is cast to, where it is."""
    position: int = -1
    """Without a name: its place among the columns of its source, from 0."""


@dataclass(frozen=True, slots=True)
class Words:
    """Keywords or phrases, in upper case: they come in the case that the person types."""

    words: tuple[str, ...]
    fit: int = 1


@dataclass(frozen=True, slots=True)
class WordsBehind:
    """Keywords that follow an operand, where it is of this type."""

    of: Operand
    type: str
    words: tuple[str, ...]
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Texts:
    """Things that need no catalog, as they are, each with a few words on it."""

    texts: tuple[tuple[str, str], ...]
    kind: str
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations of these kinds (`pg_class.relkind`), and the schemas that have some."""

    kinds: str = TABLES
    writable: bool = False
    """Whether the role has to be able to write them."""
    made: tuple[Source, ...] = ()
    """CTEs that can be named here."""
    beside: tuple[Source, ...] = ()
    """What stands beside it in FROM: foreign keys to that come first."""
    partitions: bool = False
    """Whether it is partitions that are wanted here: they do not hide then."""
    documents: bool = False
    """Whether they have to have JSON columns, as far as columns are known."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Joins:
    """Relations to join with these sources, with their condition by foreign key: `orders o ON o.user_id = u.id`."""

    sources: tuple[Source, ...]
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions by foreign key between the last source and those before it, or their common columns."""

    sources: tuple[Source, ...]
    using: bool = False
    """Whether it is names of common columns that are wanted: USING (…)."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of these sources. A qualifier before the cursor chooses the source."""

    sources: tuple[Source, ...]
    taken: tuple[str, ...] = ()
    """Those that stand in the list already."""
    writable: bool = False
    """Whether generated ones are left out."""
    like: Operand | None = None
    """What it is compared with: columns of its type, and what refers to it, come first."""
    assigned: bool = False
    """Whether they are assigned to that instead."""
    documents: bool = False
    """Whether only JSON columns are."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Lists:
    """Several columns of a relation at once: those of its unique constraints, or those that an INSERT has to give."""

    of: Source
    unique: bool = False
    taken: tuple[str, ...] = ()
    """Those that stand in the list already."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Guesses:
    """Columns of any relation: a select list is typed before its FROM."""

    fit: int = 1


@dataclass(frozen=True, slots=True)
class Aliases:
    """The names that qualify columns: `u` for `u.id`."""

    sources: tuple[Source, ...]
    fit: int = 1


@dataclass(frozen=True, slots=True)
class Functions:
    """Functions of these kinds (`pg_proc.prokind`)."""

    kinds: str = "faw"
    many: bool = False
    """Whether those that return sets come first: in FROM."""
    result: str = ""
    """The type that they have to return, where one is asked for: `trigger`."""
    fit: int = 1


@dataclass(frozen=True, slots=True)
class Arguments:
    """Named arguments of a function: `name =>`."""

    function: str
    schema: str | None = None
    given: int = 0
    """How many of its arguments stand there already."""
    fit: int = 1


@dataclass(frozen=True, slots=True)
class Types:
    """Types, and the schemas that have some."""

    kinds: str = "bcderm"
    """`pg_type.typtype`."""
    likely: tuple[str, ...] = ()
    """Those that are meant most, as people write them; `[]` for all arrays."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Things:
    """Things of another kind, in the words of `Catalog.things`; schemas, for the kind `schema`."""

    kind: str
    of: Source | None = None
    """The relation that they belong to: its constraints, policies, triggers."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to a relation and is one itself: its partitions, its indexes."""

    of: Source
    kinds: str
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Holders:
    """Relations that have a policy, trigger, rule or constraint of this name."""

    kind: str
    name: str
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """Configuration parameters."""

    settable: bool = False
    fit: int = 0


@dataclass(frozen=True, slots=True)
class SettingValues:
    """What a configuration parameter can be set to."""

    setting: str
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Labels:
    """Values that an operand can have: an enum's labels in quotes, `true` and `false`."""

    of: Operand
    taken: tuple[str, ...] = ()
    """Those that stand in the list already."""
    after: str = ""
    """What closes an array that they stand in: `}'`."""
    opened: bool = False
    """Whether the array's own double quotes are open."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class JsonKeys:
    """Keys of a JSONB value: of a column, or of what a path into it leads to."""

    of: Operand
    path: tuple[str, ...] = ()
    after: str = ""
    """What closes it, where the person is inside of quotes: `'`, `": `."""
    quoted: bool = False
    """Whether the person has not opened the quotes, so that the candidate brings them."""
    inside: str = ""
    """What the string holds where it is more than a key: `json`, `array` (`{a,b}`) or `path` (of jsonpath)."""
    opened: bool = False
    """Whether that one's own double quotes are open."""
    before: str = ""
    """What the candidate brings in front of the key: `{`."""
    escapes: bool = False
    """Whether the string is an `E'…'`."""
    taken: tuple[str, ...] = ()
    """Those that are there already."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class JsonValues:
    """Values of a JSONB key, where they are few."""

    of: Operand
    path: tuple[str, ...] = ()
    form: str = "text"
    """`text`: for a string's inside; `json`: as JSON writes them; `array`: within `{a,b}`; `literal`: as SQL literals,
    with quotes; `json literal`: JSON as an SQL literal."""
    after: str = ""
    opened: bool = False
    """Whether the double quotes of JSON or of the array are open."""
    escapes: bool = False
    """Whether the string is an `E'…'`."""
    whole: bool = False
    """Whether it stands for all of the key's value, so that an array's come in brackets."""
    taken: tuple[str, ...] = ()
    """Those that are there already."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class JsonOperators:
    """Operators behind a JSON document."""

    of: Operand
    path: tuple[str, ...] = ()
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """The next word of a JSONB filter (`tier=premium seats>=10`) on a column."""

    of: Operand
    text: str
    """The filter up to the cursor."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Commands:
    r"""Meta-commands."""

    sending: bool = False
    """Whether a statement stands before them, which some of them send."""

    fit: int = 0


@dataclass(frozen=True, slots=True)
class Files:
    """Files and folders."""

    folders: bool = False
    """Whether only folders are wanted."""
    endings: tuple[str, ...] = ()
    """How the names of the likely ones end."""
    path: str = ""
    """The folder that is typed in front of the word, with its slash."""
    quote: str = ""
    """The single quote that is open; candidates stay within it."""
    style: str = "argument"
    r"""Whose quotes names with blanks get: an argument's of psql, `copy`'s, which are SQL's, or the `shell`'s."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Variables:
    """psql's variables: those that are set, and those that mean something to the shell."""

    form: str = ""
    """Empty for the bare name; `:`, `:'`, `:"`, `:{?` for references, which the candidates bring as a whole."""
    settable: bool = False
    """Whether one is to be set: those that the shell obeys come first."""
    here: tuple[str, ...] = ()
    """Those that the text itself sets."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Own:
    """What the shell itself has names for."""

    kind: Kind
    """OUTPUT_OPTION, OUTPUT_VALUE, VALUE, ENVIRONMENT_VARIABLE or SQL_COMMAND."""
    of: str = ""
    """The option or variable whose values are wanted; for options `=` where that comes behind them."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Routines:
    """Functions, aggregates and procedures by their names alone, of these kinds (`pg_proc.prokind`)."""

    kinds: str = "fawp"
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Organizations:
    """Organizations that can be gone to."""

    quote: str = ""
    """The single quote that is open; candidates stay within it."""
    fit: int = 0


@dataclass(frozen=True, slots=True)
class Months:
    """Months of a table that are in cold storage."""

    table: str
    """As it was typed."""
    fit: int = 0


Wanted = (
    Words | WordsBehind | Texts | Relations | Joins | Conditions | Columns | Lists | Guesses | Aliases | Functions
    | Arguments | Types | Things | Parts | Holders | Settings | SettingValues | Labels | JsonKeys | JsonValues
    | JsonOperators | Filter | Commands | Files | Variables | Organizations | Own | Routines
    | Months
)  # fmt: skip
