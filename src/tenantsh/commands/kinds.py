r"""Kinds of arguments: what a handler's parameter is annotated with, and completion offers.

    def tables(ctx: Context, pattern: kinds.Table | None = None) -> Result: ...

An annotation of this module's is a text to the handler. Where a command reads its arguments itself, its annotation
lists their kinds in order: `kinds.Connecting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import EllipsisType

    from tenantsh.lang.slash import Arguments


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations, by the letters of their kinds in `pg_class.relkind`."""

    relkinds: str


@dataclass(frozen=True, slots=True)
class Routines:
    """Functions, aggregates and procedures, by the letters of their kinds in `pg_proc.prokind`."""

    prokinds: str = "fawp"


@dataclass(frozen=True, slots=True)
class Types:
    """Types, by the letters of their kinds in `pg_type.typtype`."""

    typtypes: str = "bcderm"


@dataclass(frozen=True, slots=True)
class Named:
    """Other things that have names, in SQL's word for them: role, schema, access method."""

    noun: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]
    meanings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file or folder of this machine."""

    endings: tuple[str, ...] = ()
    """How the likely ones end."""
    folder: bool = False
    """Whether it has to be a folder."""


class Kind(Enum):
    """Everything else."""

    SETTING = "a configuration parameter of the server"
    ORGANIZATION = "an organization, by id or name"
    VARIABLE = "a variable of the shell"
    VALUE = "what the variable that stands before it can be"
    ENVIRONMENT_VARIABLE = "a variable of the environment"
    OUTPUT_OPTION = r"an option of \pset"
    OUTPUT_VALUE = "what the output option that stands before it can be"
    CONDITION = r"what \if asks"
    TEXT = "any text, in which variables may stand"
    SQL_COMMAND = "the title of an SQL command: the rest of the line"
    SHELL_COMMAND = "a command of the operating system's: the rest of the line"
    COPY = r"what \copy takes: the rest of the line"
    STATEMENT = "an SQL statement: the rest of the line"
    TARGET = "options in parentheses, and a file or program that results go to"
    RESULT_COLUMN = "a column of the query buffer's answer"
    JSON_COLUMN = "a table that has JSONB columns, or one of these: TABLE.COLUMN"
    ARCHIVED_ROWS = "a month, and a condition on the rows of the table that stands before it: all that follows"
    CASE_FILE = "the file of a support case, behind the word that wants one"
    FILTER = "a filter on the JSONB column that stands before it: all that follows"


Argument = Relations | Routines | Types | Named | Choice | File | Kind
"""What is known of an argument."""

_ANY = "rpvmfSiI"
_SWITCH = Choice(("on", "off"))

Relation = Annotated[str, Relations(_ANY)]
Table = Annotated[str, Relations("rp")]
Rows = Annotated[str, Relations("rpvm")]
"""What has rows that can be looked at one by one."""
View = Annotated[str, Relations("v")]
ForeignTable = Annotated[str, Relations("f")]
Partitioned = Annotated[str, Relations("pI")]
PartitionedTable = Annotated[str, Relations("p")]
Guarded = Annotated[str, Relations("rpvmfS")]
"""What privileges are granted on, and row security guards."""
Function = Annotated[str, Routines()]
Aggregate = Annotated[str, Routines("a")]
Type = Annotated[str, Types()]
Domain = Annotated[str, Types("d")]
Role = Annotated[str, Named("role")]
Schema = Annotated[str, Named("schema")]
Database = Annotated[str, Named("database")]
Tablespace = Annotated[str, Named("tablespace")]
Extension = Annotated[str, Named("extension")]
Language = Annotated[str, Named("language")]
Collation = Annotated[str, Named("collation")]
Conversion = Annotated[str, Named("conversion")]
Encoding = Annotated[str, Named("encoding")]
Operator = Annotated[str, Named("operator")]
OperatorFamily = Annotated[str, Named("operator family")]
AccessMethod = Annotated[str, Named("access method")]
EventTrigger = Annotated[str, Named("event trigger")]
Publication = Annotated[str, Named("publication")]
Subscription = Annotated[str, Named("subscription")]
Statistics = Annotated[str, Named("statistics")]
Server = Annotated[str, Named("server")]
Wrapper = Annotated[str, Named("foreign-data wrapper")]
Prepared = Annotated[str, Named("prepared statement")]
SearchConfiguration = Annotated[str, Named("text search configuration")]
SearchDictionary = Annotated[str, Named("text search dictionary")]
SearchParser = Annotated[str, Named("text search parser")]
SearchTemplate = Annotated[str, Named("text search template")]

Setting = Annotated[str, Kind.SETTING]
Organization = Annotated[str, Kind.ORGANIZATION]
Variable = Annotated[str, Kind.VARIABLE]
Value = Annotated[str, Kind.VALUE]
EnvironmentVariable = Annotated[str, Kind.ENVIRONMENT_VARIABLE]
OutputOption = Annotated[str, Kind.OUTPUT_OPTION]
OutputValue = Annotated[str, Kind.OUTPUT_VALUE]
Text = Annotated[str, Kind.TEXT]
SqlCommand = Annotated[str, Kind.SQL_COMMAND]
ShellCommand = Annotated[str, Kind.SHELL_COMMAND]
CopyClauses = Annotated[str, Kind.COPY]
Statement = Annotated[str, Kind.STATEMENT]
ResultColumn = Annotated[str, Kind.RESULT_COLUMN]
JsonColumn = Annotated[str, Kind.JSON_COLUMN]
Filter = Annotated[str, Kind.FILTER]

Switch = Annotated[str, _SWITCH]
SwitchOrAuto = Annotated[str, Choice(("on", "off", "auto"))]
Paging = Annotated["Arguments", Choice(("commands", "keys", "options", "variables"))]
WatchOption = Annotated[
    str,
    Choice(("i=", "c=", "m="), ("seconds between runs", "how many runs", "stop when fewer rows come")),
]
Script = Annotated[str, File((".sql", ".psql"))]
AnyFile = Annotated[str, File()]
Folder = Annotated[str, File(folder=True)]

Connecting = Annotated["Arguments", Named("database"), Named("role")]
Casework = Annotated[
    "Arguments",
    Choice(
        ("new", "note", "save", "show", "close", "discard", "resume", "list"),
        (
            "record from now on",
            "add a remark",
            "write it to a file",
            "what is in it",
            "end it, once it is saved",
            "throw it away",
            "go on with one that was left, or saved",
            "those that were left",
        ),
    ),
    Kind.CASE_FILE,
]
Filtering = Annotated[str, Kind.JSON_COLUMN, Kind.FILTER]
"""For a command that reads all of its line."""
Asking = Annotated[str, Kind.ORGANIZATION, Kind.STATEMENT]
"""As above."""
Comparing = Annotated[str, Kind.ORGANIZATION, Kind.ORGANIZATION, Kind.STATEMENT]
"""As above."""
Archived = Annotated[str, Relations("rp"), Kind.ARCHIVED_ROWS]
"""As above."""
Condition = Annotated["Arguments", Kind.CONDITION, ...]
Texts = Annotated["Arguments", Kind.TEXT, ...]
Target = Annotated["Arguments", Kind.TARGET, ...]


def arguments_of(annotation: object, names: Mapping[str, object]) -> tuple[Argument | EllipsisType, ...]:
    """What a parameter's annotation says of arguments; nothing where it is not one of these kinds.

    A text is looked up in `names`, without the imports that its other parts would need.

    >>> arguments_of("Table | None", globals()), arguments_of(Table, {}), arguments_of("Context | str", globals())
    ((Relations(relkinds='rp'),), (Relations(relkinds='rp'),), ())
    """
    if isinstance(annotation, str):
        first, *attributes = annotation.partition("|")[0].strip().split(".")
        annotation = names.get(first)
        for attribute in attributes:
            annotation = getattr(annotation, attribute, None)
    return tuple(getattr(annotation, "__metadata__", ()))
