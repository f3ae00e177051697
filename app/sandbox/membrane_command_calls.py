"""What each of the look-alike's commands does: one or a few requests to Membrane's API."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from app.sandbox.membrane_client import Api, Failure, SignedOut
from app.sandbox.membrane_command_line import Words
from app.sandbox.membrane_command_output import Connected, Plain, Printer, Proxied, Ran

SIGN_IN_CODE = "SANDBOX-CODE"
POLL_S = 0.1


class Calls(NamedTuple):
    """The commands, by name in `BY_NAME`; each returns what is printed."""

    api: Api
    printer: Printer
    dialect: Mapping[str, Any]

    def login(self, words: Words) -> Any:
        """Print the page; then end, or wait until somebody is signed in. One version wants `login start` instead."""
        how = self.dialect.get("cli_login", "exits")
        if how == "start" and words.name == "login":
            raise Failure("This needs a terminal. Use membrane login start")
        url = f"{self.api.url}/oauth/authorize?client_id=membrane-cli"
        self.printer.address("Open this URL to sign in:", url)
        if how != "waits":
            return {"authorizationUrl": url, "message": "Then run: membrane login complete <code>"}
        while not self._signed_in():
            time.sleep(POLL_S)
        return {"loggedIn": True, "tenant": "sandbox"}

    def login_complete(self, words: Words) -> Any:
        if words.positional[0].strip() != SIGN_IN_CODE:
            raise Failure("Invalid or expired code")
        self.api.call("POST", "/_sandbox/login", {"logged_in": True})
        return {"loggedIn": True, "tenant": "sandbox"}

    def logout(self, _words: Words) -> Any:
        self.api.call("POST", "/_sandbox/login", {"logged_in": False})
        return {"loggedIn": False}

    def status(self, _words: Words) -> Any:
        if not self._signed_in():
            raise SignedOut({"loggedIn": False, "apiUri": self.api.url})
        return {"loggedIn": True, "apiUri": self.api.url, "tenantKey": "sandbox", "email": "owner@sandbox.example"}

    def token(self, _words: Words) -> Any:
        self.api.call("GET", "/self")
        return Plain(self.api.token)

    def search(self, words: Words) -> Any:
        asked = query(q=words.positional[0], elementType=words.one("elementType"), limit=words.one("limit"))
        return self.api.call("GET", f"/search{asked}")

    def connect(self, words: Words) -> Any:
        """Blocks until the browser step is done."""
        names = ("connectorId", "connectorKey", "connectionId", "connectionKey", "integrationKey", "integrationId")
        wanted = {name: words.one(name) for name in names if words.one(name)}
        if not wanted:
            raise Failure("one of --connectorId, --connectorKey and --connectionId is required")
        asked = self.api.call("POST", "/connection-requests", wanted)
        self.printer.address("Open this URL to connect:", asked["url"])
        while True:
            asked = self.api.call("GET", f"/connection-requests/{asked['requestId']}")
            if asked["status"] != "pending":
                break
            time.sleep(POLL_S)
        if asked["status"] != "success":
            raise Failure(f"Connection {asked['status']}", asked.get("resultError"))
        return Connected(self.api.call("GET", f"/connections/{asked['resultConnectionId']}"))

    def connection_list(self, words: Words) -> Any:
        return self.api.call("GET", f"/connections{query(cursor=words.one('cursor'))}")

    def connection_get(self, words: Words) -> Any:
        wait = "true" if "wait" in words.flags else None
        asked = query(wait=wait, timeout=words.one("timeout") if wait else None)
        return self.api.call("GET", f"/connections/{quote(words.positional[0])}{asked}")

    def connection_ensure(self, words: Words) -> Any:
        """By address; by intent as older servers want it, of which one version takes no address."""
        takes, given = self.dialect.get("cli_ensure", "appUrl"), words.positional[0]
        if takes == "word" and "://" in given:
            raise Failure("Invalid app name")
        key = "appUrl" if takes == "appUrl" else "intent"
        return self.api.call("POST", "/connections/ensure", {key: given})

    def action_list(self, words: Words) -> Any:
        names = ("connectionId", "connectionKey", "intent", "limit", "cursor")
        return self.api.call("GET", f"/actions{query(**{name: words.one(name) for name in names})}")

    def action_get(self, words: Words) -> Any:
        at = query(connectionId=words.one("connectionId"))
        return self.api.call("GET", f"/actions/{quote(words.positional[0])}{at}")

    def action_run(self, words: Words) -> Any:
        at = query(connectionId=words.one("connectionId"), connectionKey=words.one("connectionKey"))
        body = b'{"input":' + _given(words) + b"}"
        return self._run(f"/actions/{quote(words.positional[0])}/run{at}", body)

    def act(self, words: Words) -> Any:
        """The JSON is put together as text, so that every number arrives as it was written."""
        parts = [
            (name, json.dumps(words.one(name)).encode()) for name in ("connectionId", "connectionKey", "id", "key")
        ]
        parts = [(name, value) for name, value in parts if words.one(name) is not None]
        call = words.one("api")
        if call is not None:
            parts.append(("api", _json(call, "--api")))
        elif words.one("input") is not None:
            parts.append(("input", _given(words)))
        body = b"{" + b",".join(json.dumps(name).encode() + b":" + value for name, value in parts) + b"}"
        return self._run("/act", body)

    def request(self, words: Words) -> Any:
        """A proxied request. Its output without an envelope is the app's own body."""
        selector, path = words.positional[:2]
        for pair in words.flags.get("pathParam", []):
            name, _, value = pair.partition("=")
            path = path.replace(f"{{{name}}}", quote(value, safe="")).replace(f":{name}", quote(value, safe=""))
        pairs = dict(pair.partition("=")[::2] for pair in words.flags.get("query", []))
        target = f"/connections/{quote(selector)}/proxy/{quote(path.lstrip('/'), safe='/:?&=%')}"
        if pairs:
            target += ("&" if "?" in target else "?") + urlencode(pairs)
        headers = dict(_header(line) for line in words.flags.get("header", []))
        body = words.one("json") or words.one("data")
        if body is not None and not any(name.lower() == "content-type" for name in headers) and _is_json(words, body):
            headers["Content-Type"] = "application/json"
        method = (words.one("method") or "GET").upper()
        return Proxied(*self.api.send(method, target, None if body is None else body.encode(), headers))

    def _run(self, path: str, body: bytes) -> Ran:
        code, _, answer = self.api.send("POST", path, body, {"Content-Type": "application/json"})
        return Ran(self.api.checked(code, answer))

    def _signed_in(self) -> bool:
        return self.api.call("GET", "/_sandbox/login")["logged_in"] is True


BY_NAME: Mapping[str, Callable[[Calls, Words], Any]] = {
    "login": Calls.login,
    "login start": Calls.login,
    "login complete": Calls.login_complete,
    "logout": Calls.logout,
    "status": Calls.status,
    "token": Calls.token,
    "search": Calls.search,
    "connect": Calls.connect,
    "connection list": Calls.connection_list,
    "connection get": Calls.connection_get,
    "connection ensure": Calls.connection_ensure,
    "action list": Calls.action_list,
    "action get": Calls.action_get,
    "action run": Calls.action_run,
    "act": Calls.act,
    "request": Calls.request,
}


def query(**values: str | None) -> str:
    given = {name: value for name, value in values.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def _given(words: Words) -> bytes:
    return _json(words.one("input") or "{}", "--input")


def _json(text: str, flag: str) -> bytes:
    try:
        json.loads(text)
    except ValueError:
        raise Failure(f"{flag} must be valid JSON") from None
    return text.encode()


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _is_json(words: Words, body: str) -> bool:
    if words.one("json") is not None:
        return True
    if "rawData" in words.flags:
        return False
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
