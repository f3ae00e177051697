"""The gateway on a sandbox, as the tests of this folder open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from app.cancel import CancelToken, Deadline
from app.membrane.api import ApiTransport
from app.membrane.clientary import Clientary
from tests.membrane.session_facts import SessionFacts
from tests.sandbox.process import SandboxProcess

LIMIT_S = 60.0
DAY = "2024-05-06"


class Opened:
    """A gateway on a sandbox, with what a test may want to look at."""

    def __init__(self, url: str, token: str, connection: str) -> None:
        self.transport = ApiTransport(url, token)
        self.facts = SessionFacts()
        self.paced = 0
        self.connection = connection

    def gateway(self, seconds: float = LIMIT_S) -> Clientary:
        def pace() -> None:
            self.paced += 1

        return Clientary(self.transport, self.connection, self.facts, CancelToken(), Deadline(seconds), pace)


Open = Callable[[SandboxProcess], Opened]


@contextmanager
def opening() -> Iterator[Open]:
    """Opens gateways on sandboxes, and closes what they stand on."""
    made: list[Opened] = []

    def one(sandbox: SandboxProcess) -> Opened:
        made.append(Opened(sandbox.url, sandbox.token, sandbox.connection_id))
        return made[-1]

    yield one
    for each in made:
        each.transport.close()


def changes(sandbox: SandboxProcess) -> list[tuple[str, str | None]]:
    """What Clientary was asked to change: method, and the action that it went by."""
    called = [(entry["clientary"], entry["action"]) for entry in sandbox.log() if entry["clientary"]]
    return [(call["method"], action) for call, action in called if call["method"] != "GET"]


def paths(sandbox: SandboxProcess) -> list[str]:
    return [entry["clientary"]["path"] for entry in sandbox.log() if entry["clientary"]]


def invoice(client: str, **changes: Any) -> dict[str, Any]:
    return {
        "number": "T-1", "client_id": client, "date": DAY, "due_date": "2024-06-05", "currency_code": "EUR",
        "tax": Decimal(5), "tax_label": "GST", "tax2": Decimal("9.975"), "tax2_label": "QST", "compound_tax": False,
        "note": "line\nbreak", "invoice_items_attributes": [
            {"title": "a", "quantity": Decimal("1.50"), "price": Decimal("90.00"), "taxable": True},
            {"title": "=b <i>", "quantity": Decimal(1), "price": Decimal("30.01"), "taxable": False},
        ], **changes,
    }  # fmt: skip
