"""How a relation that a question told of is named: to a person, in SQL, in quotes."""

from __future__ import annotations

from tenantsh.lang.quote import quote_identifier, spell_identifier


class Named:
    """A row with a relation's name."""

    __slots__ = ()

    schema: str
    name: str
    visible: bool
    """Whether the name alone means it."""

    @property
    def label(self) -> str:
        """How a person names it."""
        return spell_identifier(self.name) if self.visible else self.sql

    @property
    def sql(self) -> str:
        """How SQL names it wherever it is said."""
        return f"{spell_identifier(self.schema)}.{spell_identifier(self.name)}"

    @property
    def quoted(self) -> str:
        """The same in quotes, whatever is in it."""
        return f"{quote_identifier(self.schema)}.{quote_identifier(self.name)}"
