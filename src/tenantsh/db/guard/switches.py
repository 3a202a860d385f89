"""What in a database could change the context when it is used, as its catalog tells it: functions, operators, views."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tenantsh.db.query import Request

_FEW = 64
"""So many names are looked for in a text one by one; more of them by its words."""
_WORD = re.compile(r"[^\W\d]\w*")


class Switch(NamedTuple):
    """A function, an operator or a view that leads to code which sets the context, or runs a text."""

    kind: str
    """`function`, `operator` or `relation`."""
    name: str
    attribute: bool
    """Whether a row's column can be written like a call of it: `row.name`."""
    switches: bool
    """Whether it may set the context itself; else it runs SQL that nobody can read before."""
    how: str

    @property
    def rule(self) -> str:
        """The guard's rule for it."""
        return "context-function" if self.switches else "runs-text"


SWITCHES = Query("guard/switches", Switch)


@dataclass(frozen=True, slots=True)
class Switches:
    """All of a database's, by their names in lower case."""

    functions: Mapping[str, Switch] = field(default_factory=dict)
    operators: Mapping[str, Switch] = field(default_factory=dict)
    relations: Mapping[str, Switch] = field(default_factory=dict)
    attributes: Mapping[str, Switch] = field(default_factory=dict)
    """Those of the functions that may be written as a row's column."""

    @classmethod
    def of(cls, found: Iterable[Switch]) -> Switches:
        """Sort them by kind; of several with one name, one that switches counts."""
        sorted_: dict[str, dict[str, Switch]] = {"function": {}, "operator": {}, "relation": {}}
        for one in sorted(found, key=lambda one: (one.switches, one.attribute)):
            sorted_[one.kind][one.name.lower()] = one
        attributes = {name: one for name, one in sorted_["function"].items() if one.attribute}
        return cls(sorted_["function"], sorted_["operator"], sorted_["relation"], attributes)

    def mentioned(self, lowered: str) -> bool:
        """Whether a text in lower case could use one of them.

        >>> switches = Switches.of([Switch("function", "Peek", False, True, "")])
        >>> switches.mentioned("select peek()"), switches.mentioned("select 1")
        (True, False)
        """
        names = (*self.functions, *self.relations)
        if any(operator in lowered for operator in self.operators):
            return True
        if len(names) <= _FEW or not all(map(_WORD.fullmatch, names)):
            spelled = lowered.replace('""', '"')  # a quote in a name is written twice
            return any(name in spelled for name in names)
        words = {_cut(word) for word in _WORD.findall(lowered)}
        return not {*self.functions, *self.relations}.isdisjoint(words)


def _cut(word: str) -> str:
    """What the server reads of a long name: its first 63 bytes. A letter has four at most."""
    return word if len(word) < 16 else word.encode()[:63].decode(errors="ignore")


NOTHING = Switches()

_BEGINS = r"(^|;|\mbegin|\mthen|\melse|\mloop|\*/|--[^\n]*\n)\s*"
_GAP = r"(\s|/\*.*\*/|--[^\n]*\n)+"  # a comment parts words too
_RUNS_TEXT = (
    r"\mexecute\M|spi_|u&|_to_xml|\mts_stat[12]?\M|\mts_rewrite\M|tsquery_rewrite_query|\mdblink|\mcrosstab|\mconnectby\M"
    r"|\mxpath_table\M|\mrun_command_on_|\mmaster_run_on_worker\M|\mcitus_run_local_command\M|_intermediate_results?\M"
)
"""The built-in ones by the names of their code, too: a function in the language `internal` is another name for one.
The last ones run it on other nodes of Citus."""


def ask_for(kept: Iterable[str]) -> Request:
    """The question which of a database's functions may set these settings, or run a text."""
    names = sorted({*kept, "transaction_read_only", "default_transaction_read_only"})
    as_text = "|".join(map(re.escape, names))
    as_name = "|".join(re.escape(name).replace(r"\.", r'"?\s*\.\s*"?') for name in names)
    setting = rf'"?({as_name}|session{_GAP}authorization|names)"?\M'
    return SWITCHES.ask(
        kept=names,
        harmless=rf"set_config\s*\(\s*'(?!({as_text})')[a-z0-9_.]+'",
        switching=rf"set_config|{_BEGINS}set{_GAP}((local|session){_GAP})?{setting}|{_BEGINS}reset{_GAP}(all\M|{setting})",
        running=_RUNS_TEXT,
    )
