"""What is shown in place of a value.

>>> shown("email", "alice@acme.com"), shown("phone", "+49 170 5551234"), shown("", "Alice")
('a***@***', '***34', '***')
"""

from __future__ import annotations

from tenantsh.model.result import TEXT_OID

HIDDEN = "***"
TEXTS = frozenset({18, 19, TEXT_OID, 705, 1042, 1043})
"""char, name, text, unknown, character, character varying: their values can be any text."""
JSON, JSONB = 114, 3802
_DIGITS = frozenset({"phone", "card", "iban"})
SHOW = "show"
"""The rule that takes a column out again: `[pii:show]` on a view's column that has nothing personal in it."""
RULES = ("hide", "email", *sorted(_DIGITS), SHOW)
"""What the configuration may say of a column; in a comment or a label, any other word hides it too."""


def shown(rule: str, value: str) -> str:
    """A text as its rule shows it; a rule that nobody knows hides all of it."""
    if rule == "email" and "@" in value[1:]:
        return f"{value[0]}***@***"
    if rule in _DIGITS and len(value) > 6:
        return f"{HIDDEN}{value[-2:]}"
    return HIDDEN


def as_text(rule: str, type_oid: int, value: str) -> str | None:
    """A value of a type, as the server writes it. What cannot be any text is NULL."""
    if type_oid in TEXTS:
        return shown(rule, value)
    return f'"{HIDDEN}"' if type_oid in (JSON, JSONB) else None


def as_binary(rule: str, type_oid: int, value: bytes) -> bytes | None:
    """The same in PostgreSQL's binary format."""
    text = as_text(rule, type_oid, value.decode("utf-8", "replace"))
    if text is None:
        return None
    return (b"\1" if type_oid == JSONB else b"") + text.encode()
