"""Finding the action for a need among what a connection offers: strictly, cheaply, and anew when it is gone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import BadReply, Rejected
from app.membrane import needs
from app.membrane.api import ApiTransport
from app.membrane.calls import Calls
from app.membrane.discovery import LOOK_AGAIN_S, Actions
from app.membrane.needs import Need, named_for
from app.membrane.transport import Action
from tests.membrane.peers import Answer, Peer, reply
from tests.membrane.session_facts import SessionFacts


def listed(*actions: dict[str, Any]) -> Answer:
    return reply(200, json.dumps({"items": actions}).encode())


def hours_action(id_: str, required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"id": id_, "inputSchema": schema(*ENTRY, *required, required=required), **more}


def named(id_: str, name: str, *inputs: str) -> dict[str, Any]:
    return {"id": id_, "name": name, "inputSchema": schema(*inputs)}


def schema(*names: str, required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {} for name in names}, "required": list(required)}


class Shop:
    """A connection whose list of actions a raw server makes up."""

    def __init__(self, peer: Peer) -> None:
        self.peer, self.facts = peer, SessionFacts()
        self.transport = ApiTransport(peer.url, "t")

    def actions(self) -> Actions:
        return Actions(Calls(self.transport, "c1", CancelToken(), Deadline(20)), self.facts)

    def intents(self) -> list[bool]:
        return [b"intent=" in request for request in self.peer.requests]


@pytest.fixture
def shop(peer: Peer) -> Iterator[Shop]:
    opened = Shop(peer)
    yield opened
    opened.transport.close()


ENTRY = ("project_id", "hours", "title", "date", "description")


@pytest.mark.parametrize(
    ("need", "offered", "expected"),
    [
        (needs.CREATE_INVOICE, [{"id": "n1", "key": "list-invoices"}, {"id": "n2", "key": "create-invoice"}], "n2"),
        (needs.CREATE_INVOICE, [{"id": "n1", "key": "", "name": "Create an Invoice"}], "n1"),
        (needs.CREATE_INVOICE, [{"id": "n1", "key": "createInvoice"}, {"id": "n2", "key": "create-invoice"}], "n2"),
        (needs.CREATE_INVOICE, [{"id": "n1", "key": "create-invoice-item"}, {"id": "n2", "name": "Get Invoice"}], None),
        (needs.CREATE_INVOICE, [{"id": "n1", "key": "create-invoice", "state": "BUILDING"}], None),
        (needs.CREATE_INVOICE, [], None),
        (needs.CREATE_HOURS, [hours_action("n1", key="create-hours")], "n1"),
        (needs.CREATE_HOURS, [hours_action("n1", key="log-hours")], "n1"),
        (needs.CREATE_HOURS, [named("n1", "Add time", "projectId", "hours", "name")], "n1"),
        (needs.CREATE_HOURS, [hours_action("n1", key="x7", name="Log hours for a project")], "n1"),
        # Without an input for the project, for instance, it is another thing; and without a schema nothing shows it.
        (needs.CREATE_HOURS, [{"id": "n1", "key": "create-hours", "inputSchema": schema("hours", "title")}], None),
        (needs.CREATE_HOURS, [{"id": "n1", "key": "create-hours"}], None),
        (needs.CREATE_HOURS, [hours_action("n1", key="get-hours-entry")], None),
        (needs.CREATE_HOURS, [hours_action("n1", key="get-hours-entry", name="Log Hours")], None),
        (needs.CREATE_HOURS, [hours_action("n1", key="create-hours-report")], None),
        (needs.CREATE_HOURS, [
            hours_action("n1", ("budget",), key="add-hours"), hours_action("n2", key="create-time-entry"),
        ], "n2"),
        (needs.GET_HOURS, [{"id": "n1", "key": "get-hours", "inputSchema": schema("project_id")}], None),
        (needs.GET_HOURS, [{"id": "n1", "key": "get-hours", "inputSchema": schema("hoursEntryId")}], "n1"),
        (needs.LIST_HOURS, [{"id": "n1", "key": "get-hours", "inputSchema": schema("projectId")}], "n1"),
        (needs.LIST_CLIENTS, [{"id": "n1", "name": "Get Client"}, {"id": "n2", "name": "Get All Clients"}], "n2"),
        (needs.GET_CLIENT, [{"id": "n1", "name": "Get Clients"}, {"id": "n2", "name": "Get Client by ID"}], "n2"),
    ],
)  # fmt: skip
def test_only_what_says_it_and_can_take_it(
    shop: Shop, need: Need, offered: list[dict[str, Any]], expected: str | None
) -> None:
    shop.peer.answers = [listed(*offered)]
    actions = shop.actions()
    found = actions.find(need)
    assert (found.id if found else None) == expected
    asked = len(shop.peer.requests)
    assert asked == (1 if expected else 2)
    assert actions.find(need) == found
    again = shop.actions().find(need)
    assert (again.id if again else None) == expected
    assert len(shop.peer.requests) == asked


def test_one_look_at_the_list_answers_for_every_need(shop: Shop) -> None:
    shop.peer.answers = [listed(*({"id": f"a-{need.key}", "key": need.key} for need in needs.PUBLISHED))]
    actions = shop.actions()
    found = [actions.find(need) for need in needs.PUBLISHED if not need.must]
    assert [one.key for one in found if one is not None] == [need.key for need in needs.PUBLISHED if not need.must]
    assert shop.intents() == [False]


@pytest.mark.parametrize("first", [reply(400, b'{"type":"bad_request","message":"an intent is required"}'), listed()])
def test_what_the_list_does_not_hold_is_asked_for_by_intent(shop: Shop, first: Answer) -> None:
    neighbours = listed({"id": "n1", "key": "get-invoice"}, {"id": "n2", "key": "create-invoice"})
    shop.peer.answers = [first, neighbours]
    found = shop.actions().find(needs.CREATE_INVOICE)
    assert found is not None
    assert (found.id, shop.intents()) == ("n2", [False, True])


def test_an_absent_action_is_looked_for_again_after_a_day(shop: Shop) -> None:
    shop.peer.answers = [listed()]
    assert shop.actions().find(needs.CREATE_HOURS) is None
    shop.facts.put("action:create-hours", {"looked_at": int(time.time()) - LOOK_AGAIN_S}, "long ago")
    shop.peer.answers = [listed({"id": "n1", "key": "create-hours", "inputSchema": schema(*ENTRY)})]
    assert shop.actions().find(needs.CREATE_HOURS) is not None


def test_a_changed_action_is_found_anew_and_its_route_is_open_again(shop: Shop) -> None:
    old, new = {"id": "n1", "key": "list-clients"}, {"id": "n2", "key": "list-clients"}
    # Each run is tried by both of Membrane's routes before the action counts as gone.
    gone = reply(404, b'{"type":"bad_request","key":"not_found","message":"no"}')
    shop.peer.answers = [listed(old), gone, gone, listed(new), reply(200, b'{"output":{"clients":[]}}')]
    shop.facts.put("route:list-clients", {"by": "action"}, "seen")
    actions = shop.actions()
    found = actions.find(needs.LIST_CLIENTS)
    assert found is not None
    used, answer = actions.read(needs.LIST_CLIENTS, found, lambda _: {})
    assert (used.id, answer.body) == ("n2", {"clients": []})
    assert shop.facts.get("route:list-clients") is None
    shop.peer.answers = [gone, gone, listed(new)]
    with pytest.raises(Rejected):
        actions.read(needs.LIST_CLIENTS, used, lambda _: {})


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("hours-create", needs.CREATE_HOURS), ("Clientary Create Client", needs.CREATE_CLIENT),
        ("createProject", needs.CREATE_PROJECT), ("delete_time_entries", needs.DELETE_HOURS),
        ("Edit Hours Entry", needs.UPDATE_HOURS), ("listExpenses", needs.LIST_EXPENSES),
    ],
)  # fmt: skip
def test_spellings(text: str, need: Need) -> None:
    assert named_for(need, Action("n1", text, ""))
    assert named_for(need, Action("n1", "", text))


@pytest.mark.parametrize(
    "text", ["hours log", "time record", "log-hours-report", "create", "hours", "create-client-hours", ""]
)
def test_what_only_sounds_like_it(text: str) -> None:
    assert not named_for(needs.CREATE_HOURS, Action("n1", text, ""))
    assert not named_for(needs.CREATE_HOURS, Action("n1", "", text))


@pytest.mark.parametrize(
    "refusal",
    [
        reply(403, b'{"type": "bad_request", "key": "access_denied", "message": "no"}'),
        reply(404, b"<html>no such page</html>"),
    ],
    ids=["forbidden", "no such route"],
)
def test_a_list_of_actions_that_is_closed_to_us_is_not_asked_for_in_every_cycle(shop: Shop, refusal: Answer) -> None:
    shop.peer.answers = [refusal]
    for need in (needs.LIST_CLIENTS, needs.LIST_PROJECTS):
        assert shop.actions().find(need) is None
    asked = len(shop.peer.requests)
    for need in (needs.LIST_CLIENTS, needs.LIST_PROJECTS):
        assert shop.actions().find(need) is None
    assert len(shop.peer.requests) == asked


def test_a_list_of_actions_that_is_unwell_is_asked_for_again(shop: Shop) -> None:
    shop.peer.answers = [reply(500, b"oops")]
    with pytest.raises(BadReply):
        shop.actions().find(needs.LIST_CLIENTS)
    shop.peer.answers = [listed(named("a1", "List Clients", "page"))]
    found = shop.actions().find(needs.LIST_CLIENTS)
    assert found is not None
    assert found.id == "a1"
