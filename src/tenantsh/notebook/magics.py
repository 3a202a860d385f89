"""`%tenantsh` and `%%tenantsh`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand
from traitlets import Enum, Int

from tenantsh.commands.python import NoPython
from tenantsh.model.errors import UsageError
from tenantsh.notebook.asked import Opening, Run, Using, read_cell, read_line
from tenantsh.notebook.caption import opened, whose
from tenantsh.notebook.completion import matcher
from tenantsh.notebook.engine import Engine
from tenantsh.notebook.failing import all_or_nothing, told_briefly
from tenantsh.notebook.named import sessions as named
from tenantsh.notebook.progress import OfPython, Running, StatusLine
from tenantsh.notebook.sessions import Sessions, say
from tenantsh.notebook.variables import ABSENT, Namespace, Variables, meant

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from tenantsh.shell.shell import Shell


@magics_class
class TenantshMagics(Magics):
    """The magics and the sessions that they opened; `%config TenantshMagics` shows and sets what follows."""

    engine = Enum(["pandas", "polars", "arrow"], "pandas", help="What rows become.").tag(config=True)
    dtypes = Enum(["pandas", "pyarrow"], "pandas", help="Types of pandas' columns: its own, or Arrow's.").tag(
        config=True
    )
    max_rows = Int(None, allow_none=True, min=0, help="How many rows a frame has at most; None for all of them.").tag(
        config=True
    )

    def __init__(self, ip: InteractiveShell) -> None:
        super().__init__(ip)
        self.ip = ip
        self._of_python = OfPython(ip)
        self.sessions = Sessions(self._of_python.show)
        named.of = self.sessions
        self._matcher = matcher(self.sessions, lambda: self._namespace({}))
        ip.configurables.append(self)  # type: ignore[arg-type]  # IPython says less than it takes
        ip.Completer.custom_matchers.append(self._matcher)

    def withdraw(self) -> None:
        """Leave completion and configuration to IPython."""
        self._of_python.withdraw()
        self.ip.configurables.remove(self)  # type: ignore[arg-type]  # as above
        matchers = self.ip.Completer.custom_matchers
        if self._matcher in matchers:
            matchers.remove(self._matcher)

    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    def tenantsh(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> Any:
        r"""Look at one organization's data.

        ::

            %tenantsh --demo --org 42                 open a session; connection options are those of the shell
            %tenantsh --org 43 --name support ...     another one beside it
            %tenantsh --org :org ...                  a flag's value may be a Python variable's text
            %tenantsh                                 who am I? asks the server
            %tenantsh \d users                        any command of the shell; \? lists them
            %tenantsh select count(*) from resources  one line of SQL
            df = %tenantsh select * from resources    its rows as a DataFrame

            %tenantsh --use session --name mine       a session of tenantsh.connect; tenantsh.sessions has all

            %%tenantsh [VARIABLE] [--name NAME] [--params JSON] [--engine pandas|polars|arrow] [--max-rows ROWS]
            statements; and \commands                 every table is shown, the last one is kept in VARIABLE

        In SQL, :name is the Python variable of that name, as a parameter: numbers, text, dates, lists (= any(:ids)),
        dicts (jsonb), columns of frames (:df.id).
        A session is one organization's until it is closed, and each result says whose it is.
        """
        with told_briefly():
            python = self._namespace(local_ns or {})
            flags = partial(meant, python)
            asked = read_line(line, flags) if cell is None else read_cell(line, cell, flags)
            if isinstance(asked, Run):
                return self._run(asked, python)
            if isinstance(asked, Using):
                self._use(asked, python)
            else:
                self._open(asked)
            return None

    def _namespace(self, local: Mapping[str, Any]) -> Namespace:
        return Namespace([local, self.ip.user_ns], self.ip.user_ns_hidden)

    def _open(self, asked: Opening) -> None:
        line = StatusLine()
        shell = self.sessions.open(asked.name, asked.options, lambda step: line.say(f"{asked.name}: {step}"))
        self._say_who(asked.name, shell, line)

    def _use(self, asked: Using, python: Namespace) -> None:
        session = python.get(asked.variable, ABSENT)
        if session is ABSENT:
            raise UsageError(
                f"no variable is called {asked.variable}", hint="session = tenantsh.connect(…) in a cell before"
            )
        self._say_who(asked.name, self.sessions.lend(asked.name, session, asked.variable), StatusLine())

    @staticmethod
    def _say_who(name: str, shell: Shell, line: StatusLine) -> None:
        line.say(opened(name, shell.tenant_session), whose(shell.tenant_session.tenant))
        for warning in shell.warnings():
            say(warning)

    def _run(self, asked: Run, python: Namespace) -> Any:
        from tenantsh.notebook.cells import run  # pandas comes with the first result

        shell = self.sessions.find(asked.name)
        self.sessions.habits(shell).take(asked.text)
        open_before = not shell.tenant_session.closed
        running = Running(self.ip)
        shell.python, shell.on_progress = self._variables(asked, python, shell), running.show
        try:
            with running.until_done(), all_or_nothing(shell.tenant_session):
                frame = run(shell, asked.text or r"\whoami", self._engine(asked))
        finally:
            shell.python, shell.on_progress = NoPython(), self._of_python.show
            if open_before and shell.tenant_session.closed and shell.lost:  # an \org or \c led nowhere
                say(f"{asked.name} is closed: what follows was meant for elsewhere")
                self.sessions.close(asked.name)
        if shell.ended:  # \q
            self.sessions.close(asked.name)
        if asked.variable is not None:
            self.ip.push({asked.variable: frame})  # type: ignore[no-untyped-call]  # IPython's
        return frame

    def _variables(self, asked: Run, python: Namespace, shell: Shell) -> Variables:
        own = asked.params or {}
        if isinstance(own, str):
            own = _mapping(own, python)
        variables = Variables(python, own, lambda: [name for name, _ in shell.variables.items()])
        variables.most = self.max_rows if asked.shown.most is None else asked.shown.most
        return variables

    def _engine(self, asked: Run) -> Engine:
        engine = asked.shown.engine or self.engine
        # Arrow's types in pandas may be what a person has configured, and mean nothing for other engines
        dtypes = asked.shown.dtypes or (self.dtypes if engine == "pandas" else "pandas")
        return Engine(engine, dtypes)


def _mapping(name: str, python: Namespace) -> Mapping[str, Any]:
    """The dict that `--params` names. Raises UsageError."""
    found = python.get(name, ABSENT)
    if isinstance(found, Mapping) and all(isinstance(key, str) for key in found):
        return found
    what = f"no variable is called {name}" if found is ABSENT else f"{name} is no dict with names in it"
    raise UsageError(f"--params: {what}", hint="""a dict's name, or JSON: --params '{"n": 1}'""")


def unregister(ip: InteractiveShell) -> None:
    """Close every session and take the magics back."""
    ours: Any = ip.magics_manager.registry.pop(TenantshMagics.__name__, None)
    if ours is None:
        return
    ours.sessions.close_all()
    ours.withdraw()
    named.of = None
    for kind in ("line", "cell"):
        ip.magics_manager.magics[kind].pop("tenantsh", None)
