"""What was learned about a connection. Nothing about a server is a constant in the code (`sync.md` section 7)."""

from __future__ import annotations

from typing import Protocol


class Facts(Protocol):
    """Kept by storage, per connection, with the evidence for each; `value` must be expressible as JSON."""

    def get(self, key: str) -> object | None: ...

    def put(self, key: str, value: object, evidence: str) -> None: ...

    def forget(self, key: str) -> None: ...


class SessionFacts:
    """Facts that live as long as the process: for calls made before anything may be stored."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def get(self, key: str) -> object | None:
        return self._values.get(key)

    def put(self, key: str, value: object, evidence: str) -> None:  # noqa: ARG002 - nobody asks for it here
        self._values[key] = value

    def forget(self, key: str) -> None:
        self._values.pop(key, None)
