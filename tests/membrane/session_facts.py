"""What a connection taught, kept in memory: `app.membrane.facts.Facts` without a database."""

from __future__ import annotations


class SessionFacts:
    """Facts that live as long as the test."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def get(self, key: str) -> object | None:
        return self._values.get(key)

    def put(self, key: str, value: object, evidence: str) -> None:
        self._values[key] = value

    def forget(self, key: str) -> None:
        self._values.pop(key, None)
