r"""The connection: `\c`, `\conninfo`, `\encoding`, `\password`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.registry import Reads, command
from tenantsh.lang.slash import Kind
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Column, Result, Table
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.db.endpoint import Endpoint
    from tenantsh.model.result import Outcome

GROUP = "Connection"


@command(
    r"\c",
    "[DATABASE|- [USER|- [HOST|- [PORT|-]]]] | CONNINFO",
    group=GROUP,
    reads=Reads.ITSELF,
    aliases=(r"\connect",),
    leads_elsewhere=True,
)
def connect(ctx: Context, arguments: kinds.Connecting) -> Iterator[Outcome]:
    """Connect to another database; a tenant's session stays with its organization."""
    reuse = True
    words: list[str | None] = []
    while len(words) < 4 and (argument := arguments.next(Kind.NAME_AS_IS)) is not None:
        if not words and argument.text.startswith("-reuse-previous="):
            reuse = _reuse(argument.text.partition("=")[2])
            continue
        words.append(None if argument.text in ("-", "") else argument.text)
    parts = dict(zip(("dbname", "user", "host", "port"), words, strict=False))
    yield from ctx.connect(parts, fresh=not reuse)


def _reuse(text: str) -> bool:
    from tenantsh.lang.switch import truth

    answer = truth(text)
    if answer is None:
        raise UsageError(f'unrecognized value "{text}" for "-reuse-previous": Boolean expected')
    return answer


@command(r"\conninfo", group=GROUP, examples=[r"\conninfo"])
def conninfo(ctx: Context) -> Iterator[Result]:
    """Say where this connection goes, and for which organization."""
    tenant = getattr(ctx.session, "tenant", None)
    verified = _verified(ctx) if tenant is not None else ""
    endpoint = ctx.session.endpoint
    if not endpoint.alive:
        yield Result(data=[b"You are currently not connected to a database.\n"], direct=True)
        return
    if ctx.session.server_version >= 180000:
        whose = [] if tenant is None else [("Organization", f"{tenant}, {verified}"), *_between(ctx)]
        yield _table(endpoint, whose)
    else:
        yield Result(data=["".join(f"{line}\n" for line in _lines(endpoint)).encode()], direct=True)
        if tenant is not None:
            more = map(": ".join, _between(ctx))
            lines = [f"Organization {tenant} as role {tenant.role}, {verified}.", *more]
            yield Result(data=["".join(f"{line}\n" for line in lines).encode()], direct=True)


def _between(ctx: Context) -> list[tuple[str, str]]:
    """What a tenant's connection has that others lack: a cluster of several, a standby's lag, a pooler."""
    cluster = ctx.tenant_session.cluster
    return [*([] if cluster is None else [("Cluster", visible(cluster))]), *_standby(ctx), *_pooler(ctx)]


def _pooler(ctx: Context) -> list[tuple[str, str]]:
    """That there is a pooler between, whose number for this connection is no server process."""
    link = ctx.tenant_session.link
    return [("Pooler", "between; each transaction may have another server process")] if link.pooled else []


def _standby(ctx: Context) -> list[tuple[str, str]]:
    """How far a standby is behind; it was one at the start, and may have been promoted."""
    session = ctx.tenant_session
    if not session.link.identity.standby or session.failed:
        return []
    from tenantsh.commands.tenancy import behind
    from tenantsh.db.standing import standing

    return [("Standby", behind(standing(session)))]


def _verified(ctx: Context) -> str:
    """Have the server say it now; a failed transaction answers nothing."""
    if ctx.session.failed:
        return "not verified: the transaction has failed"
    ctx.tenant_session.verify()
    return "verified"


def _lines(endpoint: Endpoint) -> Iterator[str]:
    yield f'You are connected to database "{endpoint.database}" as user "{endpoint.user}" {endpoint.place}.'
    if endpoint.tls is not None:
        tls = endpoint.tls
        yield (
            f"SSL connection (protocol: {tls.protocol}, cipher: {tls.cipher}, "
            f"compression: {'off' if tls.compression in ('', 'off') else 'on'})"
        )
    if endpoint.gssapi_encrypted:
        yield "GSSAPI-encrypted connection"


def _table(endpoint: Endpoint, whose: list[tuple[str, str]]) -> Result:
    rows: list[tuple[str, str]] = [("Database", endpoint.database), ("Client User", endpoint.user)]
    if not endpoint.on_socket:
        rows.append(("Host", endpoint.host))
    if endpoint.hostaddr:
        rows.append(("Host Address", endpoint.hostaddr))
    elif endpoint.on_socket:
        rows.append(("Socket Directory", endpoint.host))
    rows += [
        ("Server Port", endpoint.port),
        ("Options", endpoint.options),
        ("Protocol Version", endpoint.protocol),
        ("Password Used", _word(endpoint.password_used)),
        ("GSSAPI Authenticated", _word(endpoint.gssapi_used)),
        ("Backend PID", str(endpoint.pid)),
        ("SSL Connection", _word(endpoint.tls is not None)),
    ]
    if (tls := endpoint.tls) is not None:
        rows += [
            ("SSL Library", tls.library),
            ("SSL Protocol", tls.protocol),
            ("SSL Key Bits", tls.key_bits),
            ("SSL Cipher", tls.cipher),
            ("SSL Compression", tls.compression),
            ("ALPN", tls.alpn or "none"),
        ]
    rows += [
        ("Superuser", endpoint.reported("is_superuser") or "unknown"),
        ("Hot Standby", endpoint.reported("in_hot_standby") or "unknown"),
    ]
    rows += whose
    columns = (Column("Parameter"), Column("Value"))
    return Result(columns=columns, cells=Table(rows), title="Connection Information")


def _word(yes: bool) -> str:  # noqa: FBT001 - to be put in words
    return "true" if yes else "false"


@command(r"\encoding", "[ENCODING]", group=GROUP, direct=True, keeps_semicolons=True, examples=[r"\encoding"])
def encoding(ctx: Context, name: kinds.Encoding | None = None) -> Result | None:
    """Show or set the client's character set encoding."""
    if name is None:
        return Result(data=[f"{ctx.session.endpoint.client_encoding}\n".encode()])
    ctx.set_encoding(name)
    return None


@command(r"\password", "[USER]", group=GROUP, reads=Reads.NAMES)
def password(ctx: Context, user: kinds.Role | None = None) -> None:
    """Change a login's password; it is hashed before it is sent."""
    change = ctx.change_password
    who = user if user is not None else ctx.session.endpoint.user
    first = ctx.ask(f'Enter new password for user "{who}": ', secret=True)
    second = ctx.ask("Enter it again: ", secret=True)
    if first != second:
        raise UsageError("Passwords didn't match.")
    change(who, first or "")
