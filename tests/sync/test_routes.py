"""Whether an action or the proxy reads is decided once, and anew each day: an action may be mended by then."""

from __future__ import annotations

from app.storage.syncstate import SyncState
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import Desk, Desks

DAY_S = 25 * 3600


def ways(desk: Desk) -> dict[str, object]:
    """The needs for which something was decided, and by which way they go."""
    facts = SyncState(desk.context.db).facts(desk.server.connection_id)
    routes = {fact.key.removeprefix("route:"): fact.value for fact in facts if fact.key.startswith("route:")}
    return {key: value["by"] for key, value in routes.items() if isinstance(value, dict)}


def test_an_action_that_was_mended_serves_again(desks: Desks, server: SandboxProcess) -> None:
    server.speak(action_drops=["name"])
    desk = desks.open(server)
    desk.synced()
    assert (ways(desk)["list-clients"], ways(desk)["list-projects"]) == ("proxy", "proxy")
    server.speak(action_drops=[])
    desk.synced()
    assert ways(desk)["list-projects"] == "proxy"
    desk.clock.ahead_s = DAY_S
    desk.synced()
    assert (ways(desk)["list-clients"], ways(desk)["list-projects"]) == ("action", "action")
