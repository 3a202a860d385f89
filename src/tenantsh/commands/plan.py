r"""What is to be done with the next statement: commands such as `\g` and `\bind` say it, sending does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.ask import How

if TYPE_CHECKING:
    from tenantsh.render.options import Options


@dataclass(slots=True)
class Plan:
    """The next statement's way there and its answer's way back; a new one after each statement."""

    how: How = How.SIMPLE
    params: tuple[str, ...] = ()
    name: str = ""
    target: str | None = None
    r"""Where the answer goes: a file, or `|` and a shell command; None where results go anyway."""
    options: Options | None = None
    r"""How it is shown, if not as everything is: `\gx`, `\g (format=csv)`."""
    into: str | None = None
    r"""Of `\gset`: what stands in front of the variables' names."""
    executes: bool = False
    r"""Whether each cell of the answer is a statement to send (`\gexec`)."""
    describes: bool = False
    r"""Whether the answer is not wanted but its columns (`\gdesc`)."""
    crosstab: tuple[str, ...] | None = None
    r"""The arguments of `\crosstabview`."""

    @property
    def uses_answer(self) -> bool:
        """Whether something else is done with the answer's rows than to show them."""
        return self.into is not None or self.executes or self.crosstab is not None
