"""Signing in by OAuth 2.1 with PKCE (Membrane reference 3; RFC 6749, 7009, 7591, 7636). Open to everybody on this
computer: what is asked for here is what lets people in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.sandbox import pages
from app.sandbox.errors import bad_request
from app.sandbox.plan import Incoming, Plan
from app.sandbox.sign_ins import Granted, OAuthError
from app.sandbox.wire import Reply
from app.sandbox.world import World

_FORM = "application/x-www-form-urlencoded"
_ACCOUNT = {"default_workspace_key": "sandbox", "default_tenant_key": "sandbox", "email": "owner@sandbox.example"}


def register(world: World, request: Incoming) -> Plan:
    if not world.dialect.oauth_register:
        raise bad_request("Cannot POST /oauth/register", "not_found")
    asked = request.json_object()
    addresses = asked.get("redirect_uris")
    if not isinstance(addresses, list) or not addresses or not all(_may_return_to(address) for address in addresses):
        return _refused("invalid_redirect_uri", "redirect_uris must be https or lead to this computer")

    def answer(_: Reply) -> Reply:
        client_id = world.sign_ins.register([str(address) for address in addresses])
        return Reply.json({**asked, "client_id": client_id, "token_endpoint_auth_method": "none"}, 201)

    return Plan(answer)


def authorize(world: World, request: Incoming) -> Plan:
    """The page on which a person allows it; pressing a button sends the browser back to who asked."""
    asked = request.query
    client_id, address = asked.get("client_id", ""), asked.get("redirect_uri", "")
    if not world.sign_ins.knows(client_id, address):
        return Plan(lambda _: pages.answer("Unknown client", "This client may not be sent back there.", 400))
    if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
        return _back(address, asked, error="invalid_request")
    if not asked.get("code_challenge"):
        return _back(address, asked, error="invalid_request")
    if request.method == "GET":
        return Plan(lambda _: pages.question("Sign in to the sandbox", "Allow Stint to use the sandbox in your name?"))
    if pages.decision(request.body) == pages.DENY:
        return _back(address, asked, error="access_denied")
    return Plan(
        lambda _: _redirect(address, asked, code=world.sign_ins.allow(client_id, address, asked["code_challenge"]))
    )


def token(world: World, request: Incoming) -> Plan:
    wants_json = world.dialect.oauth_body == "json"
    content_type = request.headers.get("content-type", "").partition(";")[0]
    if content_type != ("application/json" if wants_json else _FORM):
        raise bad_request(f"The content type {content_type!r} is not understood")
    asked = request.json_object() if wants_json else _form(request)
    grants: Mapping[str, Callable[[], Granted]] = {
        "authorization_code": lambda: world.sign_ins.exchange(asked, world.dialect),
        "refresh_token": lambda: world.sign_ins.renew(asked, world.dialect),
    }
    grant = grants.get(str(asked.get("grant_type")))
    if grant is None:
        return _refused("unsupported_grant_type", "Only codes and refresh tokens are taken")

    def answer(_: Reply) -> Reply:
        try:
            return _tokens(world, grant())
        except OAuthError as error:
            return Reply.json({"error": error.error, "error_description": str(error)}, 400)

    return Plan(answer)


def revoke(world: World, request: Incoming) -> Plan:
    given = str(_form(request).get("token", ""))

    def answer(_: Reply) -> Reply:
        world.sign_ins.revoke(given)
        return Reply(200)

    return Plan(answer)


def press(world: World, address: str, pressed: str) -> Reply:
    """Press a button on the page at `address`, as a person would in a browser that follows no redirect."""
    from app.sandbox.connection_routes import connect_page

    parts = urlsplit(address)
    body = urlencode({"decision": pressed}).encode()
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    params = {"page": parts.path.rpartition("/")[2]}
    incoming = Incoming("POST", address, params, query, {"host": parts.netloc, "content-type": _FORM}, body)
    planner = authorize if parts.path == "/oauth/authorize" else connect_page
    return planner(world, incoming).perform(world)


def _tokens(world: World, made: Granted) -> Reply:
    shown: dict[str, Any] = {"access_token": made.access, "token_type": "Bearer", **_ACCOUNT}
    shown["expires_in"] = world.dialect.oauth_life_s
    if made.refresh is not None:
        shown["refresh_token"] = made.refresh
    return Reply.json(shown, headers={"cache-control": "no-store"})


def _may_return_to(address: object) -> bool:
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1"))


def _form(request: Incoming) -> dict[str, Any]:
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _refused(error: str, description: str) -> Plan:
    body = json.dumps({"error": error, "error_description": description})
    return Plan(lambda _: Reply(400, body.encode(), "application/json"))


def _back(address: str, asked: Mapping[str, str], **more: str) -> Plan:
    return Plan(lambda _: _redirect(address, asked, **more))


def _redirect(address: str, asked: Mapping[str, str], **more: str) -> Reply:
    state = {"state": asked["state"]} if "state" in asked else {}
    return Reply(302, headers={"location": f"{address}?{urlencode({**more, **state})}"})
