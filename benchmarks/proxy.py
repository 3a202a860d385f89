"""A network in front of a local server: as far away as one likes, and with every round trip counted.

    with Proxy("/run/postgresql/.s.PGSQL.5432", rtt=0.020) as proxy:
        psycopg.connect(f"host=127.0.0.1 port={proxy.port}").execute("select 1")
        print(proxy.round_trips)

What is counted is the waiting itself: a client sends, and then sends again only after it got an answer. Nothing of the
protocol is read, so a pipeline of many statements is one round trip and the farewell, which nobody answers, is none.
Count with a delay of some milliseconds: without one an answer may slip in between two packets of one question.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Callable
    from types import TracebackType

_PIECE = 1 << 16


class Proxy:
    """A TCP port on this machine that leads to a server's Unix socket; it lives in a thread of its own."""

    def __init__(self, socket: str, *, rtt: float = 0.0) -> None:
        self.socket = socket
        self.rtt = rtt
        """Seconds; half of them in each direction. Changes hold for what is sent from then on."""
        self.round_trips = 0
        """Questions that were answered so far, over all connections."""
        self.port = 0
        self._open: set[StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._connect, "127.0.0.1", 0), self._loop)
        self._server = listening.result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        # not by cancelling tasks: asyncio's own callbacks stumble over a cancelled connection (seen in 3.11)
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)

    async def _connect(self, from_client: StreamReader, to_client: StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(self.socket)
        self._open |= {to_client, to_server}
        asked = False

        def question() -> None:
            nonlocal asked
            asked = True

        def answer() -> None:
            nonlocal asked
            self.round_trips += asked
            asked = False

        await asyncio.gather(
            self._carry(from_client, to_server, read=question),
            self._carry(from_server, to_client, delivered=answer),
        )
        self._open -= {to_client, to_server}

    async def _carry(
        self,
        source: StreamReader,
        target: StreamWriter,
        *,
        read: Callable[[], None] = lambda: None,
        delivered: Callable[[], None] = lambda: None,
    ) -> None:
        """One direction of a connection to its end."""
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivering = asyncio.create_task(self._deliver(on_the_way, target, delivered))
        try:
            while piece := await source.read(_PIECE):
                read()
                on_the_way.put_nowait((self._loop.time() + self.rtt / 2, piece))
        except ConnectionError:
            pass  # a client that was killed
        on_the_way.put_nowait((self._loop.time() + self.rtt / 2, b""))
        await delivering

    async def _deliver(
        self, on_the_way: asyncio.Queue[tuple[float, bytes]], target: StreamWriter, delivered: Callable[[], None]
    ) -> None:
        try:
            while True:
                due, piece = await on_the_way.get()
                await asyncio.sleep(due - self._loop.time())
                if not piece:
                    break
                # before the write: the client may have answered when this task runs again
                delivered()
                target.write(piece)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            target.close()
