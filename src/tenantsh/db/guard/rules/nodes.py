"""Small readings of parse nodes."""

from __future__ import annotations

from typing import Any

CURSOR_OPT_HOLD = 0x0020
"""In the options of DECLARE … WITH HOLD: PostgreSQL's parsenodes.h."""


def last_name(names: Any) -> str:
    """A qualified name's last part."""
    return str(names[-1].string.sval) if names else ""


def constant(wrapped: Any) -> str | None:
    """A plain string constant, also behind a cast; None for anything computed."""
    if wrapped.HasField("type_cast"):
        return constant(wrapped.type_cast.arg)
    found = wrapped.HasField("a_const") and wrapped.a_const.HasField("sval")
    return str(wrapped.a_const.sval.sval) if found else None


def truth(args: Any) -> bool | None:
    """What a boolean setting is set to; False also for what is not plainly true, None without a value."""
    value = args[0].a_const if args else None
    if value is None:
        return None
    word = value.sval.sval.lower() or str(value.ival.ival)
    return word in ("on", "true", "yes", "1")


def strings(do_block: Any) -> list[str]:
    """What a DO statement consists of: its text, and the name of its language."""
    return [item.def_elem.arg.string.sval for item in do_block.args if item.def_elem.arg.HasField("string")]


def says_nothing(condition: Any) -> bool:
    """Whether a WHERE is not there, or is a constant."""
    return condition.WhichOneof("node") in (None, "a_const")


def relation_named(relation: Any) -> str:
    """A relation as SQL, its names in quotes."""
    names = [name for name in (relation.schemaname, relation.relname) if name]
    quoted = ".".join('"' + name.replace('"', '""') + '"' for name in names)
    return quoted if relation.inh else f"ONLY {quoted}"
