"""Which connections there are, which are Clientary's and which can be used (Membrane reference 4.1 and 4.2)."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import BadReply
from app.membrane.catalogue import actions_of, actions_page, connections_of, connections_page
from app.membrane.transport import Connection


def listed(*records: dict[str, Any]) -> list[Connection]:
    return connections_of([connections_page({"items": list(records)})])


@pytest.mark.parametrize(
    ("record", "clientary"),
    [
        ({"id": "a", "name": "x", "integration": {"id": "i", "key": "clientary"}}, True),
        ({"id": "a", "name": "x", "integrationKey": "clientary"}, True),
        ({"connectionId": "a", "name": "x", "connectorKey": "Clientary"}, True),
        ({"id": "a", "name": "My Clientary account"}, True),
        ({"id": "a", "name": "x", "integration": {"name": "Clientary"}}, True),
        ({"id": "a", "name": "x", "externalApp": {"appUrl": "https://www.clientary.com/"}}, True),
        ({"id": "a", "name": "x", "appUrl": "acme.clientary.com"}, True),
        ({"id": "a", "name": "x", "appUrl": "https://clientary.com.evil.example"}, False),
        ({"id": "a", "name": "Slack", "integrationKey": "slack"}, False),
        ({"id": "a", "name": None}, False),
        ({"id": "a", "name": "Clientary", "integrationKey": "custom-7"}, True),
    ],
)
def test_what_is_clientary(record: dict[str, Any], clientary: bool) -> None:
    (connection,) = listed(record)
    assert (connection.id, connection.clientary) == ("a", clientary)


def test_a_key_beats_a_name() -> None:
    found = listed(
        {"id": "a", "name": "Clientary notices", "integrationKey": "slack"},
        {"id": "b", "name": "Books", "integrationKey": "clientary"},
        {"id": "c", "name": "Clientary two"},
        {"id": "d", "name": "Clientary", "integrationKey": "clientary", "archivedAt": "2024-01-01T00:00:00Z"},
    )
    assert [one.id for one in found if one.clientary] == ["b", "c"]
    assert [one.id for one in found] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("state", "usable"),
    [
        ({}, True), ({"state": "READY"}, True), ({"state": None, "connected": True}, True),
        ({"state": "READY", "disconnected": True}, False), ({"connected": False}, False),
        ({"disconnected": "true"}, False),
        ({"state": "READY", "isDefunct": True}, False), ({"state": "BUILDING"}, False), ({"state": "NEW_STATE"}, False),
        ({"state": "CLIENT_ACTION_REQUIRED", "clientAction": {"type": "connect", "description": "Sign <b>in</b>"}},
         False),
        ({"state": "SETUP_FAILED", "errors": [{"message": "no such account"}]}, False),
        ({"state": "CONFIGURATION_ERROR", "error": "broken"}, False), ({"state": "DISCONNECTED"}, False),
    ],
)  # fmt: skip
def test_states(state: dict[str, Any], usable: bool) -> None:
    (connection,) = listed({"id": "a", "name": "Clientary", **state})
    assert connection.usable is usable
    assert (connection.problem is None) is usable
    if "clientAction" in state:
        assert connection.problem == "Sign in"
    if "errors" in state:
        assert connection.problem == "no such account"


def test_actions() -> None:
    body = {
        "items": [
            {"id": "a1", "key": "list-hours", "name": "List Hours", "inputSchema": {"type": "object"}},
            {"id": "a2", "key": None, "name": "Create Invoice", "inputSchema": '{"properties": {"date": {}}}'},
            {"key": "only-a-key", "inputSchema": "not JSON"},
            {"id": "a3", "archivedAt": "2024-01-01"},
        ]
    }
    found = actions_of([actions_page(body)])
    assert [(one.id, one.key) for one in found] == [("a1", "list-hours"), ("a2", ""), ("only-a-key", "only-a-key")]
    assert found[1].input_schema == {"properties": {"date": {}}}


def test_a_connection_without_an_id_is_refused() -> None:
    with pytest.raises(BadReply):
        listed({"name": "Clientary"})
