"""Control routes below `/_sandbox/`: faults, log, records, dialect, connections, leases. Never logged, never faulty."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.errors import UserInputError
from app.sandbox.clientary.kinds import KINDS, PARENT_FIELD, Kind
from app.sandbox.clientary.session import Missing, Session
from app.sandbox.clientary.values import ValidationFailed
from app.sandbox.clientary.writing import PlanLimit, create, delete, update
from app.sandbox.connections import Connection
from app.sandbox.errors import MembraneError
from app.sandbox.gateway import refusal
from app.sandbox.leases import Leases
from app.sandbox.listener import Listener
from app.sandbox.oauth_routes import press
from app.sandbox.seed import seed_empty
from app.sandbox.store import Record
from app.sandbox.wire import JSON_TYPE, NotJson, decode, encode
from app.sandbox.world import World

Endpoint = Callable[[Request], Awaitable[Response]]


class Control:
    """The endpoints; they answer 400 with a sentence to what they do not understand."""

    def __init__(self, world: World, listener: Listener, leases: Leases) -> None:
        self._world = world
        self._listener = listener
        self._leases = leases

    def routes(self) -> list[Route]:
        table: tuple[tuple[str, str, Endpoint], ...] = (
            ("POST", "/faults", self.add_fault),
            ("GET", "/faults", self.list_faults),
            ("DELETE", "/faults", self.clear_faults),
            ("POST", "/offline", self.go_offline),
            ("GET", "/log", self.read_log),
            ("DELETE", "/log", self.clear_log),
            ("GET", "/records/{kind}", self.list_records),
            ("POST", "/records/{kind}", self.create_record),
            ("POST", "/records/{kind}/bulk", self.create_records),
            ("PUT", "/records/{kind}/{id:int}", self.change_record),
            ("DELETE", "/records/{kind}/{id:int}", self.delete_record),
            ("GET", "/dialect", self.read_dialect),
            ("PATCH", "/dialect", self.change_dialect),
            ("POST", "/connection", self.change_connection),
            ("POST", "/connections", self.add_connection),
            ("POST", "/actions/reissue", self.reissue_actions),
            ("POST", "/browser", self.press),
            ("POST", "/tokens/expire", self.expire_tokens),
            ("POST", "/login", self.change_login),
            ("GET", "/login", self.read_login),
            ("POST", "/backup", self.backup),
            ("POST", "/restore", self.restore),
            ("GET", "/lease", self.lease),
        )
        return [
            Route(f"/_sandbox{path}", self._guarded(endpoint), methods=[method]) for method, path, endpoint in table
        ]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def serve(request: Request) -> Response:
            refused = refusal(self._world, request.headers.get("host", ""), request.headers.get("authorization", ""))
            if refused is not None:
                return _json(refused.envelope, refused.status)
            try:
                return await endpoint(request)
            except (UserInputError, NotJson, PlanLimit) as exc:
                return _json({"error": str(exc)}, 400)
            except ValidationFailed as exc:
                return _json({"error": "Validation failed", "errors": exc.problems}, 422)
            except Missing:
                return _json({"error": "no such record"}, 404)
            except MembraneError as error:
                return _json(error.envelope, error.status)

        return serve

    # -- faults, log, network --------------------------------------------------------------------------------------

    async def add_fault(self, request: Request) -> Response:
        return _json({"id": self._world.faults.add(await _object(request, plain=True)).id})

    async def list_faults(self, _request: Request) -> Response:
        return _json({"faults": self._world.faults.shown()})

    async def clear_faults(self, _request: Request) -> Response:
        self._world.faults.clear()
        return _json({})

    async def go_offline(self, request: Request) -> Response:
        """From this answer on connections are refused, for that many seconds; open ones are closed."""
        seconds = (await _object(request, plain=True)).get("seconds")
        if not isinstance(seconds, int | float) or seconds < 0:
            raise UserInputError("seconds must be a number", field="seconds")
        self._listener.pause(seconds)
        return _json({}, background=BackgroundTask(self._listener.drop_connections))

    async def read_log(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit()):
            raise UserInputError("after must be a sequence number", field="after")
        return _json({"requests": self._world.log.after(int(after))})

    async def clear_log(self, _request: Request) -> Response:
        self._world.log.clear()
        return _json({})

    # -- records: what somebody does in Clientary's own pages ------------------------------------------------------

    async def list_records(self, request: Request) -> Response:
        kind = _kind(request)
        records = self._world.store.everything(kind.name, request.query_params.get("account"))
        return _json({"records": [_stored(record) for record in records]})

    async def create_record(self, request: Request) -> Response:
        record = _create(self._session(request), _kind(request), await _object(request))
        return _json(_stored(record), 201)

    async def create_records(self, request: Request) -> Response:
        kind, body, session = _kind(request), await _object(request), self._session(request)
        with self._world.store.transaction():
            ids = [_create(session, kind, fields).id for fields in _objects(body.get("records"))]
        return _json({"ids": ids}, 201)

    async def change_record(self, request: Request) -> Response:
        kind, session = _kind(request), self._session(request)
        record = session.find(kind.name, request.path_params["id"])
        return _json(_stored(update(session, kind, record, await _object(request), privileged=True)))

    async def delete_record(self, request: Request) -> Response:
        session = self._session(request)
        delete(session, session.find(_kind(request).name, request.path_params["id"]))
        return _json({})

    def _session(self, request: Request) -> Session:
        return self._world.owner_session(request.query_params.get("account", "main"))

    # -- Membrane's side -------------------------------------------------------------------------------------------

    async def read_dialect(self, _request: Request) -> Response:
        return _json(self._world.dialect.as_values())

    async def change_dialect(self, request: Request) -> Response:
        self._world.dialect = self._world.dialect.with_values(await _object(request))
        return _json(self._world.dialect.as_values())

    async def change_connection(self, request: Request) -> Response:
        """Edit the connection named by `id` (default: the first one)."""
        changes = await _object(request)
        selector = changes.pop("id", None)
        connections = self._world.connections
        connection = connections.all()[0] if selector is None else connections.find(str(selector))
        return _json(self._connection(connections.edit(connection, changes)))

    async def add_connection(self, request: Request) -> Response:
        body = await _object(request)
        session = self._world.owner_session(body.get("account", "main"))
        if session.user_id == 0:
            seed_empty(session)
            session = replace(session, user_id=self._world.first_user(session.account))
        user_id = body.get("user_id") or session.user_id
        if not isinstance(user_id, int):
            raise UserInputError("user_id must be a number", field="user_id")
        connection = self._world.connections.add(
            session.account, user_id, session.now, str(body.get("name", "Clientary"))
        )
        return _json(self._connection(connection), 201)

    def _connection(self, connection: Connection) -> dict[str, Any]:
        shown = connection.shown(self._world.dialect, "http://127.0.0.1")
        return {**shown, "id": connection.id, "account": connection.account, "user_id": connection.user_id}

    async def reissue_actions(self, _request: Request) -> Response:
        self._world.reissue_action_ids()
        return _json({})

    async def press(self, request: Request) -> Response:
        """Press Allow or Cancel on one of the sandbox's own pages."""
        body = await _object(request)
        reply = press(self._world, str(body.get("url", "")), str(body.get("press", "allow")))
        return _json({"status": reply.status, "location": reply.headers.get("location")})

    async def expire_tokens(self, request: Request) -> Response:
        """What was signed in by OAuth is too old; with `refresh` it cannot be renewed either."""
        self._world.sign_ins.expire(refresh=(await _object(request)).get("refresh") is True)
        return _json({})

    async def read_login(self, _request: Request) -> Response:
        return _json({"logged_in": self._world.logged_in})

    async def change_login(self, request: Request) -> Response:
        self._world.logged_in = (await _object(request)).get("logged_in") is True
        return _json({"logged_in": self._world.logged_in})

    async def backup(self, _request: Request) -> Response:
        self._world.store.backup()
        return _json({})

    async def restore(self, _request: Request) -> Response:
        return _json({}) if self._world.store.restore() else _json({"error": "there is no backup"}, 400)

    async def lease(self, _request: Request) -> Response:
        if self._leases.over:
            return _json({"error": "the sandbox is about to end"}, 503)
        return LeaseResponse(self._leases)


class LeaseResponse(Response):
    """A reply that goes on until the caller hangs up; as long as it does, the sandbox is in use."""

    def __init__(self, leases: Leases) -> None:
        super().__init__()
        self._leases = leases

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # the ASGI signature
        with self._leases.held():
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"held\n", "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                pass


def _create(session: Session, kind: Kind, fields: dict[str, Any]) -> Record:
    """A record with flat fields; those that point to its parent may be among them."""
    parents = {name: fields[name] for name in PARENT_FIELD.values() if fields.get(name) is not None}
    return create(session, kind, fields, parents, privileged=True)


def _stored(record: Record) -> dict[str, Any]:
    return {
        **record.fields,
        "id": record.id,
        "account": record.account,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "deleted": record.deleted,
    }


def _kind(request: Request) -> Kind:
    name = request.path_params["kind"]
    if name not in KINDS:
        raise UserInputError(f"there is no kind {name!r}", field="kind")
    return KINDS[name]


async def _object(request: Request, plain: bool = False) -> dict[str, Any]:
    """The JSON object of the body; `plain` reads fractions as floats (seconds, probabilities), else as decimals."""
    body = await request.body()
    try:
        value = json.loads(body or b"{}") if plain else decode(body or b"{}")
    except ValueError as exc:
        raise NotJson(str(exc)) from exc
    if not isinstance(value, dict):
        raise NotJson("the body must be a JSON object")
    return value


def _objects(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UserInputError("records must be a list of objects", field="records")
    return value


def _json(value: Any, status: int = 200, background: BackgroundTask | None = None) -> Response:
    return Response(encode(value).encode(), status, {"content-type": JSON_TYPE}, background=background)
