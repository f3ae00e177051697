"""From socket to answer: token and host check, fault, work, log; the same way for every Membrane route."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.sandbox.errors import MembraneError, bad_request, by_status
from app.sandbox.faults import Fault
from app.sandbox.log import LogEntry
from app.sandbox.plan import Incoming, Plan, Planner, failing
from app.sandbox.wire import HTML_TYPE, JSON_TYPE, TEXT_TYPE, Reply
from app.sandbox.world import World, described

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_BYTES = 10 * 2**20  # Membrane's request limit
Endpoint = Callable[[Request], Awaitable[Response]]


class Gateway:
    """Serves planned requests and keeps what is applied late."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._late: set[asyncio.Task[None]] = set()

    def endpoint(self, planner: Planner, *, is_open: bool = False) -> Endpoint:
        """A Starlette endpoint for a planner; `is_open`: it asks for no token."""

        async def serve(request: Request) -> Response:
            incoming = await _read(request)
            entry = self._world.log.open(incoming.method, incoming.target)
            entry.api_version = incoming.headers.get("membrane-api-version")
            plan = self._plan(planner, incoming, is_open)
            method = incoming.method
            if plan.clientary is not None:
                entry.clientary, method = described(plan.clientary), plan.clientary.method
            entry.action = plan.action
            path = None if plan.clientary is None else plan.clientary.path
            fault = self._world.faults.strike(method, path, plan.action)
            if fault is None:
                return _response(self._apply(plan, entry))
            entry.fault = fault.id
            return await self._strike(fault, plan, entry)

        return serve

    def _plan(self, planner: Planner, incoming: Incoming, is_open: bool) -> Plan:
        refused = foreign_host(incoming.headers.get("host", ""))
        if refused is None and not is_open and not self._world.admits(incoming.headers.get("authorization", "")):
            refused = bad_request("Not authenticated", "not_authenticated")
        if refused is None and len(incoming.body) > MOST_BYTES:
            refused = bad_request("The request is larger than 10 MB")
        if refused is not None:
            return failing(refused)
        try:
            return planner(self._world, incoming)
        except MembraneError as error:
            return failing(error)

    def _apply(self, plan: Plan, entry: LogEntry) -> Reply:
        reply = plan.perform(self._world)
        entry.status, entry.applied = reply.status, True
        return reply

    async def _strike(self, fault: Fault, plan: Plan, entry: LogEntry) -> Response:
        match fault.kind:
            case "delay":
                await asyncio.sleep(fault.seconds)
                return _response(self._apply(plan, entry))
            case "cut_before":
                return Cut()
            case "cut_after":
                self._apply(plan, entry)
                entry.status = None
                return Cut()
            case "late":
                return Cut(hold=fault.hold, then=lambda: self._apply_later(fault.seconds, plan, entry))
            case "hang":
                return Cut(hold=True)
            case "status":
                return _response(self._with_status(fault, plan, entry))
            case "garbage":
                return _response(self._garbled(fault, plan, entry))

    def _apply_later(self, seconds: float, plan: Plan, entry: LogEntry) -> None:
        async def later() -> None:
            await asyncio.sleep(seconds)
            self._apply(plan, entry)
            entry.status = None

        task = asyncio.create_task(later())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def _with_status(self, fault: Fault, plan: Plan, entry: LogEntry) -> Reply:
        if fault.apply:
            self._apply(plan, entry)
        if fault.layer == "clientary":
            reply = plan.perform(self._world, _canned(fault))
        elif fault.body is None:
            reply = by_status(fault.status).reply()
        else:
            reply = Reply(fault.status, fault.body.encode(), fault.content_type or JSON_TYPE)
        entry.status = reply.status
        return Reply(reply.status, reply.body, reply.content_type, {**reply.headers, **fault.headers})

    def _garbled(self, fault: Fault, plan: Plan, entry: LogEntry) -> Reply:
        reply = Reply.json({}) if fault.apply is False else self._apply(plan, entry)
        body = reply.body[: len(reply.body) // 2] if fault.body is None else fault.body.encode()
        entry.status = 200 if reply.status == 204 else reply.status  # a 204 cannot carry garbage
        return Reply(entry.status, body or b"{", fault.content_type or JSON_TYPE, fault.headers)


class Cut(Response):
    """No answer: the connection is closed at once, or with `hold` when the caller hangs up; `then` runs after that."""

    def __init__(self, hold: bool = False, then: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._hold = hold
        self._then = then

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # the ASGI signature
        if not self._hold:
            scope["state"]["transport"].close()
        while (await receive())["type"] != "http.disconnect":
            pass
        self._then()


def foreign_host(host: str) -> MembraneError | None:
    """The refusal of a request that was meant for another host: a web page that rebinds its own name."""
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return bad_request("Only requests to this computer are served", "access_denied")
    return None


def refusal(world: World, host: str, authorization: str) -> MembraneError | None:
    """Why a caller may not control the sandbox: a foreign host, or not the sandbox's own token."""
    if not world.is_own(authorization):
        return foreign_host(host) or bad_request("Not authenticated", "not_authenticated")
    return foreign_host(host)


async def _read(request: Request) -> Incoming:
    body = bytearray()
    try:
        async for chunk in request.stream():
            if len(body) <= MOST_BYTES:
                body += chunk
    except ClientDisconnect:
        body.clear()
    query = f"?{request.url.query}" if request.url.query else ""
    return Incoming(
        request.method,
        request.url.path + query,
        request.path_params,
        request.query_params,
        request.headers,
        bytes(body),
    )


def _canned(fault: Fault) -> Reply:
    """What Clientary would say with that status: JSON for a refusal, a page for a failure."""
    if fault.body is not None:
        return Reply(fault.status, fault.body.encode(), fault.content_type or JSON_TYPE, fault.headers)
    if fault.status == 401:
        return Reply(401, b"HTTP Basic: Access denied.\n", TEXT_TYPE, fault.headers)
    if fault.status >= 500:
        page = f"<html><body><h1>{fault.status}</h1><p>Something went wrong.</p></body></html>"
        return Reply(fault.status, page.encode(), HTML_TYPE, fault.headers)
    return Reply.json({"error": f"Refused with status {fault.status}"}, fault.status, fault.headers)


def _response(reply: Reply) -> Response:
    headers = dict(reply.headers)
    if reply.content_type is not None:
        headers["content-type"] = reply.content_type
    return Response(reply.body, reply.status, headers)
