"""Membrane's error envelope (Membrane reference 4.4)."""

from __future__ import annotations

import secrets
from typing import Any

from app.sandbox.wire import Reply

STATUS_OF_KEY = {
    "not_authenticated": 401,
    "access_denied": 403,
    "not_found": 404,
    "rate_limit_exceeded": 429,
    "internal": 500,
}
KEY_OF_STATUS = {status: key for key, status in STATUS_OF_KEY.items()}


class MembraneError(Exception):
    """A failure that Membrane itself reports; `envelope` is the JSON object of its reply."""

    def __init__(self, status: int, envelope: dict[str, Any]) -> None:
        super().__init__(envelope["message"])
        self.status = status
        self.envelope = envelope

    def reply(self) -> Reply:
        return Reply.json(self.envelope, self.status)


def bad_request(message: str, key: str | None = None, data: Any = None) -> MembraneError:
    """A request that Membrane did not carry out; the key decides the status, 400 without one."""
    return _error("bad_request", message, key, data, STATUS_OF_KEY.get(key or "", 400))


def connection_error(message: str, key: str, data: Any = None) -> MembraneError:
    """The connection to the external app cannot be used."""
    return _error("connection", message, key, data, STATUS_OF_KEY.get(key, 400))


def by_status(status: int) -> MembraneError:
    """The envelope that goes with a bare status, for faults on demand."""
    key = KEY_OF_STATUS.get(status)
    kind = "internal" if status >= 500 else "bad_request"
    data = {"errorId": secrets.token_hex(12)} if status >= 500 else None
    return _error(kind, f"The request failed with status {status}", key, data, status)


def failed_run(method: str, url: str, reply: Reply) -> MembraneError:
    """An action whose call to the external app failed: the app's answer lies one level down the chain of causes."""
    cause = {
        "type": "action_run",
        "message": f"Request to {method} {url} failed with status {reply.status}",
        "data": {
            "request": {"method": method, "url": url},
            "response": {
                "status": reply.status,
                "data": reply.value(),
                "headers": {"content-type": reply.content_type, **reply.headers},
            },
        },
    }
    if reply.status == 429:
        cause |= {"type": "connection", "key": "rate_limit_exceeded"}
    envelope = {"type": cause["type"], "message": "Failed to run the action", "causedByError": cause}
    if reply.status == 429:
        envelope["key"] = "rate_limit_exceeded"
    return MembraneError(429 if reply.status == 429 else 400, envelope)


def _error(kind: str, message: str, key: str | None, data: Any, status: int) -> MembraneError:
    envelope: dict[str, Any] = {"type": kind, "message": message}
    if key is not None:
        envelope["key"] = key
    if data is not None:
        envelope["data"] = data
    return MembraneError(status, envelope)
