"""What was learned about a connection. Nothing about a server is a constant in the code."""

from __future__ import annotations

from typing import Protocol


class Facts(Protocol):
    """Kept by storage, per connection, with the evidence for each; `value` must be expressible as JSON."""

    def get(self, key: str) -> object | None: ...

    def put(self, key: str, value: object, evidence: str) -> None: ...

    def forget(self, key: str) -> None: ...
