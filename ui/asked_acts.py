"""What a person says of a payment or an e-mail that Clientary refused, or that may or may not have arrived there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.bridge import Bridge
from ui.matter_words import PAYMENT
from ui.session import Session
from ui.sync_worker import SyncRequest

if TYPE_CHECKING:
    from app.services.messages import MessageService
    from app.services.payments import PaymentService


def settle_asked(bridge: Bridge, kind: str, record_id: str, *, there: bool) -> None:
    """A person looked: it is `there`, or it is to be sent again."""
    requests = bridge.requests
    bridge.writes.do(
        lambda on: _service(on, kind).resolve(record_id, done=there),
        lambda _row: requests.sync_requested.emit(SyncRequest(id="by-person")),
        requests.error_reported.emit,
    )


def let_go(bridge: Bridge, kind: str, record_id: str) -> None:
    """What was refused is not to be sent any more."""
    bridge.writes.do(
        lambda on: _service(on, kind).discard(record_id), lambda _gone: None, bridge.requests.error_reported.emit
    )


def _service(on: Session, kind: str) -> PaymentService | MessageService:
    return on.payments if kind == PAYMENT else on.messages
