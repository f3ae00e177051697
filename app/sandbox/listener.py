"""The listening socket and its connections, so that both can be closed and reopened at will."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

HOST = "127.0.0.1"
KEEP_ALIVE_S = 75
DRAIN_S = 0.5


class _Protocol(H11Protocol):
    """uvicorn's HTTP/1.1, with the transport within the application's reach: a fault must be able to cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self.app_state = {"transport": transport}


class Listener:
    """Serves an ASGI application on loopback. uvicorn's own server is left out: it cannot close and reopen its port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        self._config: Config | None = None
        self._reopening: asyncio.Task[None] | None = None

    async def open(self, app: ASGIApp) -> None:
        """Accept connections from now on; raises OSError if the port is taken."""
        self._config = Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
        )
        self._config.load()
        await self._listen()

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _protocol(self) -> asyncio.Protocol:
        assert self._config is not None  # noqa: S101  # set by open(), the only caller's caller
        state: dict[str, Any] = {}
        return _Protocol(self._config, self._state, state, asyncio.get_running_loop())

    def pause(self, seconds: float) -> None:
        """Refuse connections at once, for that long. Open ones stay until `drop_connections`."""
        self._stop_listening()
        if self._reopening is not None:
            self._reopening.cancel()
        self._reopening = asyncio.create_task(self._reopen(seconds))

    async def _reopen(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._listen()

    async def drop_connections(self) -> None:
        """Close every open connection without a word."""
        for connection in list(self._state.connections):
            connection.transport.abort()

    async def close(self) -> None:
        """Stop: idle connections are closed, running requests get half a second, then they are cut."""
        self._stop_listening()
        if self._reopening is not None:
            self._reopening.cancel()
        for connection in list(self._state.connections):
            connection.shutdown()
        tasks = set(self._state.tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=DRAIN_S)
        await self.drop_connections()
        if tasks:
            await asyncio.wait(tasks, timeout=DRAIN_S)

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
