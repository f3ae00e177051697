"""Paths that Clientary's own pages print in the singular while others use the plural (Clientary reference 10.3): the
likelier one is tried first, the other one only where the first does not exist, and what worked is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from app.domain.ids import RemoteId
from app.errors import Rejected
from app.membrane.facts import Facts
from app.membrane.kinds import Kind
from app.membrane.rest import Echo, Rest, segment

T = TypeVar("T")

INVOICE_UPDATE = "invoice_update_path"
TASK_CREATE = "task_create_path"
_NO_SUCH_PATH = (404, 405)


class PrintedPaths:
    """The two writes whose path is in doubt. A path that does not exist did nothing, so the other one may follow."""

    def __init__(self, rest: Rest, facts: Facts) -> None:
        self._rest, self._facts = rest, facts

    def update_invoice(self, kind: Kind[T], remote_id: RemoteId, fields: Mapping[str, object]) -> Echo[T]:
        return self._either(
            INVOICE_UPDATE, "PUT", ("/invoices", "/invoice"),
            lambda path: self._rest.update(kind, f"{path}/{segment(remote_id)}", remote_id, fields),
        )  # fmt: skip

    def create_task(self, kind: Kind[T], fields: Mapping[str, object]) -> Echo[T]:
        return self._either(
            TASK_CREATE, "POST", ("/tasks", "/task"), lambda path: self._rest.create(kind, path, fields)
        )

    def _either(self, fact: str, method: str, paths: tuple[str, str], send: Callable[[str], Echo[T]]) -> Echo[T]:
        first, second = paths if self._facts.get(fact) != paths[1] else paths[::-1]
        try:
            return send(first)
        except Rejected as error:
            if error.facts.get("layer") != "clientary" or error.facts.get("status") not in _NO_SUCH_PATH:
                raise
            refused = error
        try:
            echo = send(second)
        except Rejected as error:
            if error.facts.get("status") in _NO_SUCH_PATH:
                raise refused from error
            raise
        self._facts.put(fact, second, f"{method} {first} was refused, {method} {second} was not")
        return echo
