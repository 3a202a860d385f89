"""From a title to a case that is open, and back to one that was left."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.cases import keys
from tenantsh.cases.reading import key_of, verified
from tenantsh.model.case import Opening
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.tenant import called, harmless, visible
from tenantsh.shell.cases.drafts import Drafts, Secret
from tenantsh.shell.cases.opened import OpenCase
from tenantsh.shell.evidence.entries import who
from tenantsh.shell.paths import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenantsh.shell.cases.drafts import Draft, Left
    from tenantsh.shell.shell import Shell


class Casebook:
    """A shell's cases: the one that is open, and those that were left."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._drafts = Drafts(state_folder() / "cases")

    @property
    def open(self) -> OpenCase | None:
        """The case that statements are recorded in now."""
        return self._shell.case

    def demand(self) -> OpenCase:
        """The same. Raises UsageError where there is none."""
        if self._shell.case is None:
            raise UsageError("no case is open", hint=r'\case new "what it is about"')
        return self._shell.case

    def begin(self, title: str, ticket: str | None, reason: str | None) -> OpenCase:
        """Open a new case. Raises UsageError where one is open, or it cannot be kept."""
        from tenantsh import __version__

        self._refuse_second()
        session = self._shell.tenant_session
        if reason is not None:
            session.reason = reason
        tenant = session.tenant
        moment = datetime.now(UTC)
        opening = Opening(
            id=f"c-{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
            title=title,
            ticket=ticket,
            reason=session.reason,
            by=who(),
            created=moment.isoformat(timespec="seconds"),
            tool=f"tenantsh {__version__}",
            org=tenant.org,
            org_name=tenant.name,
        )
        return self._taken(OpenCase(self._shell, self._drafts.begin(opening, self._secret(opening.id))), "new")

    def left(self) -> Sequence[Left]:
        """The cases of this organization that were neither saved nor discarded, and that nobody has open."""
        return self._drafts.left(self._shell.tenant_session.tenant.org)

    def resume(self, number: str) -> OpenCase:
        """Go on with one of them. Raises UsageError."""
        self._refuse_second()
        for left in self.left():
            if left.opening.id == number:
                return self._taken(self._gone_on(self._drafts.resume(left)), "resume")
        raise UsageError(
            f"no case {number} of {self._shell.tenant} was left unfinished", hint=r"\case resume lists those that were"
        )

    def resume_file(self, path: Path) -> OpenCase:
        """Go on with one that was saved, once it is verified. Raises UsageError, CaseRefused, ConfigError."""
        self._refuse_second()
        key = key_of(path, None, self._shell.place.keeping.case_key)
        if key is None:
            hint = f"{harmless(str(keys.key_file(path)))} belongs beside it"
            raise UsageError(f"nobody has the key of {harmless(str(path))} here", hint=hint)
        with verified(path, key) as case:
            self._refuse_another_s(case.opening)
            draft = self._drafts.copied(case.opening, Secret(key, case.mark.of_team), case)
        opened = self._gone_on(draft)
        opened.is_in(path)
        return self._taken(opened, f"resume {path}")

    def save(self, path: Path) -> Path | None:
        """Write the open case; returns the file of its key, where one was written. Raises UsageError."""
        case = self.demand()
        self._witness(f"save {path}")
        return case.save(path)

    def close(self) -> None:
        """End the open case; what is not saved stays as a draft."""
        self._end(self.demand().leave, "close")

    def discard(self) -> None:
        """Throw the open case away; a file that it was saved to stays."""
        self._end(self.demand().discard, "discard")

    def _gone_on(self, draft: Draft) -> OpenCase:
        try:
            return OpenCase(self._shell, draft)
        except TenantshError:
            draft.leave()
            raise

    def _end(self, how: Callable[[], None], what: str) -> None:
        self._witness(what)
        how()
        self._shell.case = None
        self._shell.tenant_session.case = ""

    def _taken(self, case: OpenCase, what: str) -> OpenCase:
        session = self._shell.tenant_session
        session.case = case.opening.id
        try:
            self._witness(what)
        except TenantshError:  # it has to be on record, and cannot be
            session.case = ""
            case.leave()
            raise
        self._shell.case = case
        return case

    def _witness(self, what: str) -> None:
        self._shell.tenant_session.witness("case", rf"\case {what}")

    def _refuse_another_s(self, opening: Opening) -> None:
        tenant = self._shell.tenant_session.tenant
        if opening.org != tenant.org:
            whose = called(opening.org_name, opening.org)
            raise UsageError(f"the case is of {whose}, and this is {tenant}", hint=rf"\org {visible(opening.org)}")

    def _refuse_second(self) -> None:
        if (case := self._shell.case) is not None:
            raise UsageError(
                f'the case "{visible(case.opening.title)}" is open',
                hint=r"\case save FILE and \case close end it, and \case discard throws it away",
            )

    def _secret(self, number: str) -> Secret:
        team = self._shell.place.keeping.case_key
        if team is None:
            return Secret(keys.new(), of_team=False)
        return Secret(keys.of_team(Path(team), number), of_team=True)
