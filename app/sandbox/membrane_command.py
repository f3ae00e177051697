"""The look-alike of the `membrane` command, in the grammar of the published skill (Membrane reference 5, G1).

Standard library only and few imports: it is started once per call, like the real one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from app.sandbox.membrane_client import NOT_LOGGED_IN, Api, Failure, decode, encode, is_envelope

VERSION = "1.18.3"
SIGN_IN_CODE = "SANDBOX-CODE"
POLL_S = 0.2
HELP = """Usage: membrane <command> [options]

Membrane CLI: connect to external apps and run actions (sandbox edition)

Commands:
  login [complete <code>]   Sign in (--tenant)
  logout                    Sign out
  status                    Show who is signed in
  token                     Print an access token
  search <query>            Search elements (--elementType, --limit)
  connect                   Connect to an app (--connectorId, --connectionId)
  connection list           List connections
  connection get <id>       Show a connection (--wait, --timeout)
  action list               List actions (--connectionId, --intent, --limit)
  action get <id>           Show an action
  action run <id>           Run an action (--connectionId, --input)
  request <connection> <path>   Send a request to the app's API (-X, -H, -d, --json, --rawData, --query, --pathParam)

Options: --json, --version, --help
"""
SWITCHES = frozenset(("json", "tenant", "wait", "rawData", "help", "version", "non-interactive"))
SHORT = {"X": "method", "H": "header", "d": "data"}


@dataclass(slots=True)
class Words:
    """A parsed command line: positional words, and for every flag the values it was given."""

    positional: list[str] = field(default_factory=list)
    flags: dict[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        values = self.flags.get(name)
        return values[-1] if values else None

    def need(self, index: int, what: str) -> str:
        if index >= len(self.positional):
            raise Failure(f"missing required argument '{what}'")
        return self.positional[index]


def parse(arguments: Sequence[str]) -> Words:
    """Flags as `--flag=value` or `--flag value`, before or after the positional words.

    On `request`, `--json` takes a body if a word that is no flag follows; everywhere else it is a switch.
    """
    words, rest = Words(), list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words.positional += rest
            break
        name, equals, value = word.lstrip("-").partition("=")
        name = SHORT.get(name, name)
        if not word.startswith("-") or word == "-":
            words.positional.append(word)
        elif equals:
            words.flags.setdefault(name, []).append(value)
        elif name not in SWITCHES or (name == "json" and words.positional[:1] == ["request"] and _is_body(rest)):
            if not rest:
                raise Failure(f"option '--{name}' needs a value")
            words.flags.setdefault(name, []).append(rest.pop(0))
        else:
            words.flags.setdefault(name, [])
    return words


def _is_body(rest: Sequence[str]) -> bool:
    return bool(rest) and not rest[0].startswith("-")


def _query(**values: str | None) -> str:
    given = {name: value for name, value in values.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


# -- commands: each returns what is printed ----------------------------------------------------------------------------


def login(api: Api, words: Words) -> Any:
    if words.positional[1:2] == ["complete"]:
        if words.need(2, "code").strip() != SIGN_IN_CODE:
            raise Failure("Invalid or expired code")
        api.call("POST", "/_sandbox/login", {"logged_in": True})
        return {"loggedIn": True, "tenant": "sandbox"}
    print(f"Open this URL to sign in:\n{api.url}/oauth/authorize?client_id=membrane-cli", file=sys.stderr)
    return {
        "authorizationUrl": f"{api.url}/oauth/authorize?client_id=membrane-cli",
        "message": f"Then run: membrane login complete <code>. The sandbox's code is {SIGN_IN_CODE}.",
    }


def logout(api: Api, _words: Words) -> Any:
    api.call("POST", "/_sandbox/login", {"logged_in": False})
    return {"loggedIn": False}


def status(api: Api, _words: Words) -> Any:
    if not api.call("GET", "/_sandbox/login")["logged_in"]:
        raise Failure(NOT_LOGGED_IN, {"loggedIn": False, "apiUri": api.url})
    return {"loggedIn": True, "apiUri": api.url, "tenantKey": "sandbox"}


def token(api: Api, _words: Words) -> Any:
    api.call("GET", "/self")
    return Plain(api.token)


def search(api: Api, words: Words) -> Any:
    query = _query(q=words.need(1, "query"), elementType=words.one("elementType"), limit=words.one("limit"))
    return api.call("GET", f"/search{query}")


def connect(api: Api, words: Words) -> Any:
    wanted = {name: words.one(name) for name in ("connectorId", "connectionId") if words.one(name)}
    if not wanted:
        raise Failure("one of --connectorId and --connectionId is required")
    request = api.call("POST", "/connection-requests", wanted)
    print(f"Open this URL to connect:\n{request['url']}", file=sys.stderr)
    while request["status"] == "pending":
        request = api.call("GET", f"/connection-requests/{request['requestId']}")
        if request["status"] == "pending":
            time.sleep(POLL_S)
    return api.call("GET", f"/connections/{request['resultConnectionId']}")


def connection(api: Api, words: Words) -> Any:
    match words.need(1, "list|get"):
        case "list":
            return api.call("GET", "/connections")
        case "get":
            wait = "true" if "wait" in words.flags else None
            return api.call("GET", f"/connections/{quote(words.need(2, 'id'))}{_query(wait=wait)}")
        case other:
            raise Failure(f"unknown command 'connection {other}'")


def action(api: Api, words: Words) -> Any:
    at = _query(connectionId=words.one("connectionId"))
    match words.need(1, "list|get|run"):
        case "list":
            flags = {name: words.one(name) for name in ("connectionId", "intent", "limit", "cursor")}
            return api.call("GET", f"/actions{_query(**flags)}")
        case "get":
            return api.call("GET", f"/actions/{quote(words.need(2, 'id'))}{at}")
        case "run":
            given = words.one("input")
            try:
                json.loads(given or "{}")
            except ValueError:
                raise Failure("--input must be valid JSON") from None
            body = b'{"input":' + (given or "{}").encode() + b"}"
            path = f"/actions/{quote(words.need(2, 'id'))}/run{at}"
            code, _, answer = api.send("POST", path, body, {"Content-Type": "application/json"})
            return api.checked(code, answer)
        case other:
            raise Failure(f"unknown command 'action {other}'")


def request(api: Api, words: Words) -> Any:
    """A proxied request. Its output without an envelope is the app's own body."""
    selector, path = words.need(1, "connection"), words.need(2, "path")
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
    status_code, answer_headers, answer = api.send(method, target, None if body is None else body.encode(), headers)
    return Proxied(status_code, answer_headers, answer)


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


@dataclass(frozen=True, slots=True)
class Plain:
    """Output that is text, not JSON."""

    text: str


@dataclass(frozen=True, slots=True)
class Proxied:
    """The app's answer to `request`."""

    status: int
    headers: dict[str, str]
    body: bytes

    def text(self, shape: str) -> str:
        """What is printed, by the switch `cli_request_output`."""
        body = self.body.decode("utf-8", "replace")
        if shape == "body":
            return body
        try:
            data: Any = decode(self.body)
        except ValueError:
            data = body
        if shape == "output":
            return encode({"output": data})
        return encode({"status": self.status, "headers": self.headers, "data": data})


COMMANDS: Mapping[str, Callable[[Api, Words], Any]] = {
    "login": login,
    "logout": logout,
    "status": status,
    "token": token,
    "search": search,
    "connect": connect,
    "connection": connection,
    "action": action,
    "request": request,
}


def main(state: str, arguments: Sequence[str]) -> int:
    """Run with the words after the program's name; returns the exit code."""
    try:
        words = parse(arguments)
        if "version" in words.flags and not words.positional:
            print(f"@membranehq/cli {VERSION} (sandbox)")
            return 0
        if "help" in words.flags or not words.positional:
            print(HELP, end="")
            return 0
        name = words.positional[0]
        if name not in COMMANDS:
            raise Failure(f"unknown command '{name}'")
        api = Api(state)
        dialect = api.call("GET", "/_sandbox/dialect")
        _make_noise(dialect)
        return _print(COMMANDS[name](api, words), dialect)
    except Failure as failure:
        if failure.shown is not None:
            print(encode(failure.shown))
        print(f"Error: {failure}", file=sys.stderr)
        return 1


def _make_noise(dialect: Mapping[str, Any]) -> None:
    notice = f"Update available {VERSION} -> 1.19.0. Run npm install -g @membranehq/cli@latest"
    if dialect["cli_noise"] != "none":
        print(notice, file=sys.stdout if dialect["cli_noise"] == "stdout" else sys.stderr, flush=True)
    while dialect["cli_hang"]:
        time.sleep(POLL_S)


def _print(result: Any, dialect: Mapping[str, Any]) -> int:
    match result:
        case Plain():
            print(result.text)
        case Proxied():
            if result.status == 401 and _is_membrane_answer(result):
                raise Failure(NOT_LOGGED_IN)
            print(result.text(dialect["cli_request_output"]))
            if not 200 <= result.status < 300:
                raise Failure(f"Request failed with status {result.status}")
        case {"items": items}:
            shapes = {"output": {"output": result}, "data": {"data": result}, "array": items}
            print(encode(shapes.get(dialect["cli_envelope"], result)))
        case _:
            print(encode(result))
    return 0


def _is_membrane_answer(result: Proxied) -> bool:
    try:
        return is_envelope(decode(result.body))
    except ValueError:
        return False
