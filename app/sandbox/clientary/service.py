"""Clientary's HTTP interface as one function from request to reply: routes, wrappers, status codes and error bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.sandbox.clientary.kinds import (
    COLLECTIONS,
    KINDS,
    MEMBERS,
    NESTED,
    NESTED_MEMBERS,
    PARENT_FIELD,
    SINGULAR_CREATE,
    Kind,
)
from app.sandbox.clientary.reading import Forbidden, listing
from app.sandbox.clientary.rendering import render
from app.sandbox.clientary.rules import SENT
from app.sandbox.clientary.session import Missing, Session
from app.sandbox.clientary.values import BLANK, Problems, ValidationFailed
from app.sandbox.clientary.writing import PlanLimit, create, delete, update
from app.sandbox.dialect import Dialect
from app.sandbox.store import Record
from app.sandbox.wire import HTML_TYPE, TEXT_TYPE, NotJson, Reply, decode

NOT_FOUND_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Not found (404)</title></head><body><h1>Not found</h1></body></html>"
)
NOT_ACCEPTABLE_PAGE = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"


class NoRoute(Exception):
    """The path or its method does not exist at all: an HTML 404."""


@dataclass(frozen=True, slots=True)
class ClientaryRequest:
    """A request as it reaches Clientary. `path` has no prefix and no `.json`; None means it never found the API."""

    method: str
    path: str | None
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = "application/json"
    wants_json: bool = True


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a path leads: a collection (id None) or a member, perhaps below a parent record."""

    kind: Kind
    record_id: int | None
    parent_kind: str | None = None
    parent_id: int = 0


def handle(session: Session, request: ClientaryRequest, token_valid: bool = True) -> Reply:
    """Serve one request; its changes are committed when this returns. `token_valid` False: 401."""
    if not token_valid:
        return Reply(401, b"HTTP Basic: Access denied.\n", TEXT_TYPE, {"www-authenticate": 'Basic realm="Application"'})
    if not request.wants_json:
        return Reply(406, NOT_ACCEPTABLE_PAGE.encode(), HTML_TYPE)
    try:
        target = _route(session.dialect, request)
        return _serve(session, request, target)
    except NoRoute:
        return Reply(404, NOT_FOUND_PAGE.encode(), HTML_TYPE)
    except Missing:
        return _missing(session.dialect)
    except Forbidden:
        return Reply.json({"error": "You are not allowed to see billing information."}, 403)
    except PlanLimit as exc:
        return Reply.json({"error": f"Your plan does not allow more {exc}."}, 426)
    except ValidationFailed as exc:
        return Reply.json(error_body(exc.problems, session.dialect), 422)
    except NotJson:
        return Reply.json({"status": 400, "error": "Bad Request"}, 400)


def error_body(problems: Problems, dialect: Dialect) -> dict[str, Any]:
    """A 422 body in one of the shapes that Rails applications use."""
    sentences = [f"{name.replace('_', ' ').capitalize()} {text}" for name, texts in problems.items() for text in texts]
    match dialect.error_body:
        case "errors":
            return {"error": "Validation failed", "errors": problems}
        case "error":
            return {"error": ", ".join(sentences)}
        case "list":
            return {"errors": sentences}
        case "model":
            return dict(problems)


def _missing(dialect: Dialect) -> Reply:
    match dialect.missing_reply:
        case "json":
            return Reply.json({"status": 404, "error": "Not Found"}, 404)
        case "html":
            return Reply(404, NOT_FOUND_PAGE.encode(), HTML_TYPE)
        case "empty":
            return Reply(404)


def _route(dialect: Dialect, request: ClientaryRequest) -> _Target:
    """The target of a path, or `NoRoute` if path or method do not exist."""
    parts = [part for part in (request.path or "").split("/") if part]
    parts = _plural(dialect, request.method, parts)
    ids = [int(part) for part in parts[1::2] if part.isascii() and part.isdigit() and len(part) < 19]
    names = parts[::2]
    if len(ids) != len(parts[1::2]):
        raise NoRoute
    methods: str | None
    target: tuple[str, int | None, str | None, int]
    match names, ids:
        case [name], []:
            methods, target = COLLECTIONS.get(name), (name, None, None, 0)
        case [name], [record_id]:
            methods, target = MEMBERS.get(name), (name, record_id, None, 0)
        case [parent, name], [parent_id]:
            methods, target = NESTED.get((parent, name)), (name, None, parent, parent_id)
        case [parent, name], [parent_id, record_id]:
            methods, target = NESTED_MEMBERS.get((parent, name)), (name, record_id, parent, parent_id)
        case _:
            raise NoRoute
    if methods is None or request.method not in methods.split():
        raise NoRoute
    return _Target(KINDS[target[0]], *target[1:])


def _plural(dialect: Dialect, method: str, parts: list[str]) -> list[str]:
    """Resolve the singular paths that the vendor's pages print for creating tasks and leads and changing invoices."""
    plural_create = method == "POST" and parts[0:1] in (["tasks"], ["leads"]) and len(parts) == 1
    plural_update = method in ("PUT", "PATCH") and parts[0:1] == ["invoices"] and len(parts) == 2
    if dialect.singular_paths == "only" and (plural_create or plural_update):
        raise NoRoute
    if dialect.singular_paths == "never" or not parts:
        return parts
    if method == "POST" and len(parts) == 1 and parts[0] in SINGULAR_CREATE:
        return [SINGULAR_CREATE[parts[0]]]
    if method in ("PUT", "PATCH") and len(parts) == 2 and parts[0] == "invoice":
        return ["invoices", parts[1]]
    return parts


def _serve(session: Session, request: ClientaryRequest, target: _Target) -> Reply:
    if target.parent_kind is not None:
        session.find(target.parent_kind, target.parent_id)
    parent_field = PARENT_FIELD[target.parent_kind] if target.parent_kind is not None else None
    if target.record_id is None:
        if request.method == "GET":
            parent: Any = None if parent_field is None else (parent_field, target.parent_id)
            return Reply.json(listing(session, target.kind, parent, request.query))
        parents = {} if parent_field is None else {parent_field: target.parent_id}
        return _create(session, request, target.kind, parents)
    record = session.find(target.kind.name, target.record_id)
    if parent_field is not None and record.fields.get(parent_field) != target.parent_id:
        raise Missing
    match request.method:
        case "GET":
            return _shown(session, record, session.dialect.get_reply)
        case "DELETE":
            delete(session, record)
            return _deleted(session, record)
        case _:
            update(session, target.kind, record, _sent(request, target.kind))
            return _shown(session, record, session.dialect.put_reply)


def _create(session: Session, request: ClientaryRequest, kind: Kind, parents: dict[str, int]) -> Reply:
    if kind.name == "messages":
        return _send_message(session, request, parents)
    sent = _sent(request, kind)
    if kind.name == "payments" and sent.get("payment_profile_id") is not None:
        sent = {"payment_profile_id": sent["payment_profile_id"]}
    record = create(session, kind, sent, parents)
    match session.dialect.write_reply:
        case "object":
            return _shown(session, record, "object", 201)
        case "wrapped":
            return _shown(session, record, "wrapped", 201)
        case "id":
            return Reply.json({"id": record.id}, 201)
        case "empty_location":
            return Reply(201, headers={"location": f"/api/v2/{kind.name}/{record.id}"})


def _send_message(session: Session, request: ClientaryRequest, parents: dict[str, int]) -> Reply:
    """E-mail a document: a flat body, and a draft becomes sent (the likely reading)."""
    body = _body(request)
    recipients = body.get("recipients")
    if not isinstance(recipients, list) or not recipients or not all(isinstance(item, str) for item in recipients):
        raise ValidationFailed({"recipients": [BLANK]})
    message = create(session, KINDS["messages"], body, parents)
    column, document_id = next(iter(parents.items()))
    document = session.find("invoices" if column == "invoice_id" else "estimates", document_id)
    if document.fields["status"] == 0:
        document.fields["status"], document.updated_at = SENT, session.now
        session.store.update(document)
    return _shown(session, message, "object", 201)


def _shown(session: Session, record: Record, shape: str, status: int = 200) -> Reply:
    if shape == "empty":
        return Reply(204)
    shown = render(session, record)
    return Reply.json({KINDS[record.kind].wrapper: shown} if shape == "wrapped" else shown, status)


def _deleted(session: Session, record: Record) -> Reply:
    match session.dialect.delete_reply:
        case "empty_object":
            return Reply.json({})
        case "204":
            return Reply(204)
        case "object":
            return _shown(session, record, "object")


def _body(request: ClientaryRequest) -> dict[str, Any]:
    """The JSON object of a request; a body that is not declared as JSON is not looked at, as in Rails."""
    if not request.body or "json" not in request.content_type:
        return {}
    value = decode(request.body)
    return value if isinstance(value, dict) else {}


def _sent(request: ClientaryRequest, kind: Kind) -> Mapping[str, Any]:
    """The fields of a request: in their wrapper, or flat where Rails would wrap them (Clientary reference 3)."""
    body = _body(request)
    wrapped = body.get(kind.wrapper)
    if isinstance(wrapped, dict):
        return wrapped
    return body if kind.flat_body else {}
