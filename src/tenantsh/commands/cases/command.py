r"""`\case`: what is looked at for one ticket, recorded so that another person can run it again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.cases import asked, page
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result
from tenantsh.model.tenant import harmless, visible
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenantsh.commands.cases.casebook import Left, OpenCase
    from tenantsh.commands.context import Context
    from tenantsh.lang.slash import Arguments

_ODD = re.compile(r"[^\w.-]+")
_ID = re.compile(r"c-[\w-]*")
_HINT = r"\case new|note|save|show|close|discard|resume|list"
_OF_FILES = {
    "export": "of a file that was saved: tenantsh case export FILE --to md|sql|ipynb, outside of the shell",
    "replay": "of a file that was saved: tenantsh case replay FILE, outside of the shell",
}
r"""What is expected of `\case`, and where it is."""
_SAVED = r"\case resume FILE goes on with a saved one"


@command(
    r"\case",
    '[new "TITLE" [--ticket TICKET] [--reason REASON]|note TEXT|save [FILE]|show|close|discard|resume [ID|FILE]|list]',
    group=Group.CASES,
    reads=Reads.ITSELF,
    examples=[r"\case", r'\case new "Premium resources are missing" --ticket SUP-4711'],
)
def case(ctx: Context, arguments: kinds.Casework) -> Result | None:
    r"""Record what is looked at as a support case, or say how much is in the one that is open.

        \case new "No premium resources" --ticket SUP-4711   from now on everything is recorded
        \case note she filters by tier                       a remark
        \case show                                           what is in it
        \case save SUP-4711.jsonl                            written to a file; it goes on
        \case close                                          ended, once it is saved; \case discard throws it away
        \case resume                                         goes on with one that was left unfinished
        \case resume SUP-4711.jsonl                          or with a saved one, its key beside it
        \case list                                           those that were left unfinished

    Recorded is each statement, with its parameters, what it met (who, where, settings, plan, relations) and its
    answer: how many rows, a keyed digest of them, the keys of the first ones, a few rows with marked columns
    masked. `tenantsh case replay FILE` runs it again and says what differs. A case is one organization's.
    docs/cases.md has a walk-through.
    """
    ctx.tenant_session.tenant  # noqa: B018 - a plain connection has none, and says so
    word = asked.verb(arguments)
    if not word:
        return _state(ctx)
    if word not in _VERBS:
        raise UsageError(rf"\case: {word} is nothing to do with a case", hint=_OF_FILES.get(word, _HINT))
    return _VERBS[word](ctx, arguments)


def _state(ctx: Context) -> Result:
    if ctx.cases.open is not None:
        return page.state(ctx.cases.open)
    found = ctx.cases.left()
    notes = (rf"{_left_unfinished(found)}: \case resume",) if found else ()
    ways = r'\case new "what it is about" opens one, \case resume FILE goes on with a saved one'
    return Result(status=f"No case is open. {ways}.", notes=notes)


def _new(ctx: Context, arguments: Arguments) -> Result:
    said = asked.new(arguments)
    found = ctx.cases.left() if ctx.cases.open is None else ()
    if found and ctx.interactive and _goes_on(ctx, found):
        return _resumed(ctx.cases.resume(found[0].opening.id))
    opened = ctx.cases.begin(said.title, said.ticket, said.reason)
    notes = (rf"{_left_unfinished(found)}: \case resume",) if found and not ctx.interactive else ()
    return Result(status=f"Case {opened.opening.id} is recorded from now on: {visible(said.title)}", notes=notes)


def _goes_on(ctx: Context, found: Sequence[Left]) -> bool:
    """Whether the person goes on with the case that was left last."""
    first = found[0]
    about = f'"{visible(first.opening.title)}", {counted(first.entries, "entry")}, {page.ago(first)}'
    ctx.note(f"A case of {ctx.tenant_session.tenant} was left unfinished: {about}.")
    answer = (ctx.ask("Go on with it instead? [no] ") or "").strip().lower()
    return answer in ("y", "ye", "yes")


def _left_unfinished(found: Sequence[Left]) -> str:
    if len(found) == 1:
        return f'a case was left unfinished: "{visible(found[0].opening.title)}"'
    return f"{len(found)} cases were left unfinished"


def _resume(ctx: Context, arguments: Arguments) -> Result:
    said = asked.one(arguments)
    if said is not None and not _ID.fullmatch(said):
        return _resumed(ctx.cases.resume_file(_expanded(Path(said))))
    if said is not None:
        return _resumed(ctx.cases.resume(said))
    found = ctx.cases.left()
    if not found:
        raise UsageError(f"no case of {ctx.tenant_session.tenant} was left unfinished", hint=_SAVED)
    return _resumed(ctx.cases.resume(found[0].opening.id)) if len(found) == 1 else _left(ctx, found)


def _resumed(opened: OpenCase) -> Result:
    notes = () if opened.file is None else (rf"\case save writes it back to {written(opened.file)}",)
    about = f"{visible(opened.opening.title)} ({opened.tally})"
    return Result(status=f"Case {visible(opened.opening.id)} goes on: {about}", notes=notes)


def _list(ctx: Context, arguments: Arguments) -> Result:
    asked.nothing(arguments, "list")
    found = ctx.cases.left()
    return _left(ctx, found) if found else Result(status="No case was left unfinished.", notes=(_SAVED,))


def _left(ctx: Context, found: Sequence[Left]) -> Result:
    return page.left(found, f"Unfinished cases of {ctx.tenant_session.tenant}")


def _note(ctx: Context, arguments: Arguments) -> Result:
    opened = ctx.cases.demand()
    opened.note(asked.rest(arguments))
    return Result(status="Noted.")


def _save(ctx: Context, arguments: Arguments) -> Result:
    opened = ctx.cases.demand()
    name = asked.one(arguments)
    if name is None and opened.file is None:
        raise UsageError(r"\case save: to which file?", hint=rf"\case save {likely(opened)}")
    path = opened.file if name is None else Path(name)
    assert path is not None
    return saved(ctx, path)


def likely(opened: OpenCase) -> str:
    """What a case's file may be called: by its ticket, as far as that can be a file's name."""
    return f"{_ODD.sub('-', opened.opening.ticket or opened.opening.id).strip('-.') or 'case'}.jsonl"


def saved(ctx: Context, path: Path) -> Result:
    """Write the open case, and say what the person has to know of the file. Raises UsageError."""
    key = ctx.cases.save(_expanded(path))
    how = "its digests are keyed with the team's key" if key is None else _about_key(key)
    return Result(status=f"Saved to {written(path)}: {ctx.cases.demand().tally}.", notes=(how,))


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # ~nobody
        raise UsageError(f"{written(path)}: {error}") from error


def written(path: Path) -> str:
    """A path as a message shows it: all of it, and nothing in it commands a terminal."""
    return harmless(str(path))


def _about_key(key: Path) -> str:
    return f"whoever replays it needs {written(key)} too, which is not for the ticket"


def _show(ctx: Context, arguments: Arguments) -> Result:
    asked.nothing(arguments, "show")
    return page.entries(ctx.cases.demand())


def _close(ctx: Context, arguments: Arguments) -> Result:
    asked.nothing(arguments, "close")
    opened = ctx.cases.demand()
    if unsaved := opened.tally.unsaved:
        raise UsageError(
            f"{counted(unsaved, 'entry')} of the case {'is' if unsaved == 1 else 'are'} not saved",
            hint=r"\case save FILE writes it, \case discard throws it away",
        )
    ctx.cases.close()
    notes = () if opened.file is None else (rf"\case resume {written(opened.file)} goes on with it",)
    return Result(status=f"Case {opened.opening.id} is closed; nothing is recorded any more.", notes=notes)


def _discard(ctx: Context, arguments: Arguments) -> Result:
    asked.nothing(arguments, "discard")
    opened = ctx.cases.demand()
    ctx.cases.discard()
    kept = f"; {written(opened.file)} stays" if opened.file is not None else ""
    return Result(status=f"Case {opened.opening.id} is thrown away: {opened.tally}{kept}.")


_VERBS: dict[str, Callable[[Context, Arguments], Result]] = {
    "new": _new,
    "note": _note,
    "save": _save,
    "show": _show,
    "close": _close,
    "discard": _discard,
    "resume": _resume,
    "list": _list,
}
