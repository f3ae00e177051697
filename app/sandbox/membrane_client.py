"""How the look-alike command reaches the sandbox: Membrane's HTTP API with the standard library only."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 120


class Failure(Exception):
    """The command fails: `shown` goes to standard output as JSON, the message to standard error."""

    def __init__(self, message: str, shown: Any = None) -> None:
        super().__init__(message)
        self.shown = shown


class SignedOut(Failure):
    """Membrane says 401; how that is told is a switch."""

    def __init__(self, shown: Any = None) -> None:
        super().__init__("not logged in", shown)


class Api:
    """Membrane's HTTP API as the command uses it: one connection, the token from a private file."""

    def __init__(self, state: str) -> None:
        try:
            address = json.loads((Path(state) / "address.json").read_text("utf-8"))
        except OSError:
            raise Failure("connect ECONNREFUSED: the sandbox is not running") from None
        self.token: str = address["token"]
        self.url: str = address["url"]
        self._connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=TIMEOUT_S)

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer. Raises `Failure` if none came."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", **(headers or {})}
        try:
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except ConnectionRefusedError as exc:
            raise Failure(f"connect ECONNREFUSED {self.url.removeprefix('http://')}") from exc
        except (OSError, http.client.HTTPException) as exc:
            raise Failure(f"socket hang up ({type(exc).__name__})") from exc

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON; an error envelope becomes a `Failure`."""
        payload = None if body is None else json.dumps(body).encode()
        status, _, answer = self.send(method, path, payload, {"Content-Type": "application/json"})
        return self.checked(status, answer)

    def checked(self, status: int, answer: bytes) -> Any:
        try:
            value = decode(answer)
        except ValueError:
            raise Failure(f"Unexpected answer with status {status}") from None
        if status == 401 and is_envelope(value):
            raise SignedOut
        if status >= 400:
            raise Failure(str(value.get("message", status)) if isinstance(value, dict) else str(status), value)
        return value


def decode(text: bytes) -> Any:
    """JSON with numbers left exactly as they were written."""
    return json.loads(text, parse_float=_Number) if text else None


class _Number(float):
    """A float that is written the way it was read."""

    def __new__(cls, text: str) -> _Number:
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str


def encode(value: Any) -> str:
    if isinstance(value, _Number):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{encode(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    return json.dumps(value)


def is_envelope(value: Any) -> bool:
    return isinstance(value, dict) and "type" in value
