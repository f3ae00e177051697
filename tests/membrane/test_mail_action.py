"""Having an invoice e-mailed: which actions are taken for that, with which input, and what an answer must be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.cancel import CancelToken, Deadline
from app.domain.ids import RemoteId
from app.errors import OutcomeUnknown
from app.membrane.api import ApiTransport
from app.membrane.clientary import Clientary
from app.membrane.needs import SEND_INVOICE, named_for
from app.membrane.transport import Action
from tests.membrane.peers import Answer, Peer, reply
from tests.membrane.session_facts import SessionFacts

FIELDS = {"recipients": ["a@x.org"], "subject": "S", "message": "M", "send_copy": False, "attach_pdf": True}
LIST = {"type": "array", "items": {"type": "string"}}
FULL = {
    "invoiceId": {"type": "integer"}, "to": LIST, "subject": {"type": "string"}, "body": {"type": "string"},
    "attachPdf": {"type": "boolean"},
}  # fmt: skip


@pytest.mark.parametrize("name", ["Send Invoice", "Email an Invoice", "send-invoice-email", "Send Invoice by Email"])
def test_its_words_are_to_send_an_invoice(name: str) -> None:
    assert named_for(SEND_INVOICE, Action("1", "", name, {}))


@pytest.mark.parametrize(
    "name", ["Create Invoice", "Get Invoice", "Send Estimate", "Send Message", "Send Invoice Later"]
)
def test_anything_else_is_not_it(name: str) -> None:
    assert not named_for(SEND_INVOICE, Action("1", "", name, {}))


ANSWERS = [
    (204, b"", True), (201, b"{}", True), (200, b'{"sent": 1}', True), (200, b'{"message": {"id": 4}}', True),
    (200, b"{}", False), (200, b'{"error": "no"}', False), (200, b'{"message": "queued or not"}', False),
]  # fmt: skip
"""Status and body, and whether it is known then that the e-mail was sent."""


def offered(*inputs: dict[str, Any]) -> Answer:
    actions = [
        {"id": f"a{n}", "name": "Send Invoice", "inputSchema": {"type": "object", "properties": one}}
        for n, one in enumerate(inputs)
    ]
    return reply(200, json.dumps({"items": actions}).encode())


def send(peer: Peer, *answers: Answer) -> None:
    peer.answers = list(answers)
    transport = ApiTransport(peer.url, "t")
    try:
        gate = Clientary(transport, "c1", SessionFacts(), CancelToken(), Deadline(20))
        gate.prepare_invoice_message(RemoteId("7"), FIELDS)()
    finally:
        transport.close()


def last_body(peer: Peer) -> Any:
    return json.loads(peer.requests[-1].partition(b"\r\n\r\n")[2])


def test_an_action_that_can_say_it_all_is_used(peer: Peer) -> None:
    send(peer, offered(FULL), reply(200, b'{"output": {"ok": true}}'))
    assert b"/actions/a0/run" in peer.requests[-1].splitlines()[0]
    said = last_body(peer)
    said = said.get("input", said)
    assert said == {"invoiceId": 7, "to": ["a@x.org"], "subject": "S", "body": "M", "attachPdf": True}


@pytest.mark.parametrize(
    "inputs",
    [{}, {**FULL, "to": {"type": "string"}}, {name: one for name, one in FULL.items() if name != "attachPdf"}],
    ids=["nothing", "one recipient as text", "no attachment"],
)
def test_an_action_that_cannot_leaves_it_to_the_proxy(peer: Peer, inputs: dict[str, Any]) -> None:
    probe = reply(200, b'{"clients": [], "page_count": 1, "page_size": 1, "total_count": 0}')
    send(peer, offered(inputs), offered(inputs), probe, reply(201, b'{"id": 1}'))
    assert peer.requests[-1].startswith(b"POST ")
    assert b"/invoices/7/messages" in peer.requests[-1].splitlines()[0]
    assert last_body(peer) == FIELDS, "flat, as it is documented"


@pytest.mark.parametrize(("status", "body", "known"), ANSWERS)
def test_an_answer_that_says_nothing_tells_nothing(peer: Peer, status: int, body: bytes, known: bool) -> None:
    probe = reply(200, b'{"clients": [], "page_count": 1, "page_size": 1, "total_count": 0}')
    answers = (offered(), offered(), probe, reply(status, body))
    if known:
        send(peer, *answers)
        return
    with pytest.raises(OutcomeUnknown):
        send(peer, *answers)
