"""What a learner is to do next; several wishes of one kind are one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Due:
    """What is to be done next."""

    load: bool = False
    show: bool = False
    """Whether what only the person's own session has is another one now."""
    look: bool = False
    """Whether to load if the catalog has changed."""
    lag: bool = False
    organizations: bool = False
    typed: tuple[str, int] | None = None
    """A text and its cursor: what is missing to complete it."""
    follow: list[str] = field(default_factory=list)
    """Statements of the person's that move where names are looked for."""

    def __bool__(self) -> bool:
        return self.show or self.asks

    @property
    def asks(self) -> bool:
        """Whether the server has to be asked."""
        return bool(self.load or self.look or self.lag or self.organizations or self.typed or self.follow)

    @property
    def presses(self) -> bool:
        """Whether somebody looks at the screen for it; a changed catalog can wait until the last load is digested."""
        return bool(self.show or self.typed or self.organizations or self.lag)

    def again(self, before: Due) -> None:
        """Take what could not be done before along."""
        self.load = self.load or before.load or before.look
        self.organizations = self.organizations or before.organizations
        self.follow = before.follow + self.follow
