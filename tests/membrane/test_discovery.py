"""Finding the action for a need among what a connection offers."""

from __future__ import annotations

import pytest

from app.cancel import CancelToken, Deadline
from app.membrane.api import ApiTransport
from app.membrane.calls import Calls
from app.membrane.discovery import Actions
from app.membrane.facts import SessionFacts
from tests.membrane.peers import Peer, reply


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (b'[{"id":"n1","key":"list-invoices"},{"id":"n2","key":"create-invoice"}]', "n2"),
        (b'[{"id":"n1","key":"","name":"Create an Invoice"}]', "n1"),
        (b'[{"id":"n1","key":"createInvoice"},{"id":"n2","key":"create-invoice"}]', "n2"),
        (b'[{"id":"n1","key":"create-invoice-item"},{"id":"n2","name":"Get Invoice"}]', None),
        (b"[]", None),
    ],
)
def test_the_key_decides_then_the_words(peer: Peer, listed: bytes, expected: str | None) -> None:
    peer.answers = [reply(200, b'{"items":' + listed + b"}")]
    transport = ApiTransport(peer.url, "t")
    facts = SessionFacts()
    actions = Actions(Calls(transport, "c1", CancelToken(), Deadline(20)), facts)
    found = actions.find("create-invoice")
    assert (found.id if found else None) == expected
    asked = len(peer.requests)
    assert asked == (1 if expected else 2)
    assert actions.find("create-invoice") == found
    assert len(peer.requests) == asked
    again = Actions(Calls(transport, "c1", CancelToken(), Deadline(20)), facts).find("create-invoice")
    assert (again.id if again else None) == expected
    transport.close()


def test_an_intent_search_that_is_refused_is_followed_by_the_whole_list(peer: Peer) -> None:
    refusal = reply(400, b'{"type":"bad_request","message":"no intents here"}')
    peer.answers = [refusal, reply(200, b'{"items":[{"id":"n2","key":"create-invoice"}]}')]
    transport = ApiTransport(peer.url, "t")
    found = Actions(Calls(transport, "c1", CancelToken(), Deadline(20)), SessionFacts()).find("create-invoice")
    assert found is not None
    assert b"intent=" in peer.requests[0]
    assert b"intent=" not in peer.requests[1]
    transport.close()
