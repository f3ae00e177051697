"""The sandbox as a process: opens its folder, serves until it is told to stop or nobody uses it any more."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route

from app.errors import AppError, LockBusy, UserInputError
from app.locks import FileLock
from app.sandbox import connection_routes as connections
from app.sandbox import connection_upkeep as upkeep
from app.sandbox import membrane_routes as membrane
from app.sandbox import oauth_routes as oauth
from app.sandbox.control import Control
from app.sandbox.dialect import load_dialect
from app.sandbox.gateway import Gateway
from app.sandbox.leases import Leases
from app.sandbox.listener import HOST, Listener
from app.sandbox.plan import Planner
from app.sandbox.seed import SEEDS, seed_empty
from app.sandbox.state import StateFolder
from app.sandbox.store import Store
from app.sandbox.world import World

PROXY_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# For browsers and for who is about to sign in: without a token.
OPEN_ROUTES: tuple[tuple[str, tuple[str, ...], Planner], ...] = (
    ("/oauth/register", ("POST",), oauth.register),
    ("/oauth/authorize", ("GET", "POST"), oauth.authorize),
    ("/oauth/token", ("POST",), oauth.token),
    ("/oauth/revoke", ("POST",), oauth.revoke),
    ("/connect/{page}", ("GET", "POST"), connections.connect_page),
)
ROUTES: tuple[tuple[str, tuple[str, ...], Planner], ...] = (
    ("/self", ("GET",), membrane.self_description),
    ("/connections", ("GET",), connections.list_connections),
    ("/connections/ensure", ("POST",), connections.ensure_connection),
    ("/connections/{selector}", ("GET",), connections.get_connection),
    ("/connections/{selector}", ("PATCH", "PUT"), upkeep.update),
    ("/connections/{selector}", ("DELETE",), upkeep.archive),
    ("/connections/{selector}/restore", ("POST",), upkeep.restore),
    ("/connections/{selector}/disconnect", ("POST",), upkeep.disconnect),
    ("/connections/{selector}/refresh", ("POST",), upkeep.refresh),
    ("/connections/{selector}/refresh-credentials", ("POST",), upkeep.refresh),
    ("/connections/{selector}/test", ("POST",), upkeep.test),
    ("/connections/{selector}/actions", ("GET",), upkeep.list_actions),
    ("/connections/{selector}/actions/{action}", ("GET",), upkeep.get_action),
    ("/connections/{selector}/actions/{action}/run", ("POST",), upkeep.run_action),
    ("/connections/{selector}/proxy/{path:path}", PROXY_METHODS, membrane.proxy),
    ("/connection-requests", ("POST",), connections.create_connection_request),
    ("/connection-requests/{id}", ("GET",), connections.get_connection_request),
    ("/search", ("GET",), membrane.search),
    ("/actions", ("GET",), membrane.list_actions),
    ("/actions/{selector}", ("GET",), membrane.get_action),
    ("/actions/{selector}/run", ("POST",), membrane.run_action),
    ("/act", ("POST",), membrane.act),
    ("/{path:path}", (*PROXY_METHODS, "OPTIONS"), membrane.unknown),
)


def serve(
    state: Path,
    port: int = 0,
    seed: str = "agency",
    empty: bool = False,
    dialect: Path | None = None,
    until_unused: bool = False,
) -> int:
    """Run until SIGTERM or SIGINT, or with `until_unused` until the last lease is gone; returns the exit code.

    The first line on standard output, written when the port accepts connections, is one JSON object:
    `url`, `token`, `connection_id`, `membrane_command`. A folder is seeded once; `dialect` replaces the stored one.
    """
    folder = StateFolder(state.resolve())
    lock = FileLock(folder.lock)
    try:
        folder.prepare()
        lock.acquire()
    except (LockBusy, OSError) as exc:
        print(f"The sandbox folder {state} cannot be used: {exc}", file=sys.stderr)
        return 1
    with lock:
        try:
            store = Store(folder.database)
            world = World(store, folder.token())
            _prepare(world, "empty" if empty else seed, dialect)
            asyncio.run(_run(world, folder, port, until_unused))
        except (AppError, OSError) as exc:
            print(f"The sandbox cannot start: {exc}", file=sys.stderr)
            return 1
        store.close()
    return 0


def _prepare(world: World, seed: str, dialect: Path | None) -> None:
    """Fill a new folder; a folder in use keeps what it has."""
    if dialect is not None:
        world.dialect = load_dialect(dialect)
    if world.connections.all():
        return
    if seed not in SEEDS:
        raise UserInputError(f"unknown seed {seed!r}; known: {', '.join(SEEDS)}", field="seed")
    with world.store.transaction():
        session = world.owner_session()
        seed_empty(session)
        SEEDS[seed](world.owner_session())
        world.connections.add("main", world.first_user("main"), session.now)


async def _run(world: World, folder: StateFolder, port: int, until_unused: bool) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    leases = Leases(stop.set if until_unused else None)
    listener = Listener(port)
    gateway = Gateway(world)
    routes = Control(world, listener, leases).routes()
    for table, is_open in ((OPEN_ROUTES, True), (ROUTES, False)):
        for path, methods, planner in table:
            routes.append(Route(path, gateway.endpoint(planner, is_open=is_open), methods=list(methods)))
    await listener.open(Starlette(routes=routes))
    leases.start()
    connection = world.connections.all()[0]
    address = folder.write_address(f"http://{HOST}:{listener.port}", world.token, connection.id)
    with suppress(BrokenPipeError):
        print(json.dumps(address), flush=True)
    await stop.wait()
    folder.address.unlink(missing_ok=True)
    await listener.close()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
