"""Signing in and connecting by the API, against the sandbox in each of its dialects and against odd peers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, BadReply, Cancelled, NotConnected, OutcomeUnknown, Rejected
from app.membrane.api_connecting import ApiConnector
from app.membrane.http_peer import HttpPeer
from app.membrane.membrane_api import MembraneApi, membrane_peer, own_body
from app.membrane.oauth import OAuthServer
from app.membrane.tokens import FixedToken, Grant, Keeper, KeptToken
from app.membrane.transport import ConnectionState
from tests.membrane.peers import Peer, hang, reply
from tests.sandbox.process import SandboxProcess, browse

STARTING: dict[str, Any] = {
    "connections_listed": "stored", "connection_id_name": "id", "connection_app": "integration",
    "connection_states": "new", "client_action_url": True, "new_connection": "ready", "browser_step": "granted",
    "ensure_takes": "appUrl", "search_neighbours": False, "oauth_register": True, "oauth_refresh": True,
    "oauth_rotates": True, "oauth_body": "form", "oauth_life_s": 3600, "self_shape": "tenant",
}  # fmt: skip
REFUSED = reply(401, json.dumps({"type": "bad_request", "key": "not_authenticated", "message": "expired"}).encode())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(tmp_path_factory.mktemp("connecting"), "--empty") as process:
        yield process


@pytest.fixture
def shared(server: SandboxProcess) -> Iterator[SandboxProcess]:
    """The sandbox as it began; whatever a case made is archived afterwards."""
    yield server
    server.speak(**STARTING)
    first = {"id": server.connection_id, "state": "READY", "disconnected": False, "archived": False, "renewed": False}
    server.control("POST", "connection", first)
    for other in server.ask("GET", "/connections?limit=1000")["items"][1:]:
        server.control("POST", "connection", {"id": other["id"], "archived": True})


@pytest.fixture
def connector(shared: SandboxProcess, tmp_path: Path) -> Iterator[ApiConnector]:
    opened = ApiConnector(shared.url, FixedToken(shared.token), Keeper(str(tmp_path)))
    yield opened
    opened.close()


def soon() -> tuple[Deadline, CancelToken]:
    return Deadline(30), CancelToken()


Kept = Callable[[str], tuple[Keeper, KeptToken]]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Makes a sign-in of this process for a server; the keyring of the tests keeps nothing."""
    peers: list[HttpPeer] = []

    def make(url: str) -> tuple[Keeper, KeptToken]:
        keeper, peer = Keeper(str(tmp_path)), membrane_peer(url)
        peers.append(peer)
        return keeper, KeptToken(keeper, tmp_path / "lock", OAuthServer(peer).renew, lambda _deadline, _cancel: None)

    yield make
    for peer in peers:
        peer.close()


@pytest.mark.parametrize("app", ["integration", "connectorKey", "name", "app_url", "none"])
@pytest.mark.parametrize("states", ["new", "old", "none"])
@pytest.mark.parametrize("id_name", ["id", "connectionId"])
def test_connections_in_each_form(
    shared: SandboxProcess, connector: ApiConnector, app: str, states: str, id_name: str
) -> None:
    shared.speak(connection_app=app, connection_states=states, connection_id_name=id_name)
    (found,) = connector.connections(*soon())
    assert (found.id, found.usable, found.state) == (shared.connection_id, True, ConnectionState.READY)
    assert (found.clientary, found.unnamed) == (app != "none", app == "none")
    assert connector.connection(found.id, *soon()).usable
    shared.control("POST", "connection", {"disconnected": True})
    assert connector.connection(found.id, *soon()).state is ConnectionState.DISCONNECTED
    if states != "none":
        shared.control("POST", "connection", {"disconnected": False, "state": "CLIENT_ACTION_REQUIRED"})
        waiting = connector.connection(found.id, *soon())
        assert (waiting.state, waiting.usable) == (ConnectionState.CLIENT_ACTION_REQUIRED, False)
        assert (waiting.client_action is not None) == (states == "new")


@pytest.mark.parametrize(("listed", "count"), [("none", 0), ("archived", 0), ("several", 2), ("disconnected", 1)])
def test_what_an_account_may_have(shared: SandboxProcess, connector: ApiConnector, listed: str, count: int) -> None:
    shared.speak(connections_listed=listed)
    found = connector.connections(*soon())
    assert len(found) == count
    assert all(one.usable == (listed == "several") for one in found)


@pytest.mark.parametrize("takes", ["appUrl", "intent", "nothing"])
@pytest.mark.parametrize(
    ("first", "state"),
    [
        ("ready", ConnectionState.READY), ("building", ConnectionState.BUILDING),
        ("action_required", ConnectionState.CLIENT_ACTION_REQUIRED), ("setup_failed", ConnectionState.SETUP_FAILED),
        ("configuration_error", ConnectionState.CONFIGURATION_ERROR),
    ],
)  # fmt: skip
def test_a_connection_is_made(
    shared: SandboxProcess, connector: ApiConnector, takes: str, first: str, state: ConnectionState
) -> None:
    shared.speak(ensure_takes=takes, new_connection=first, connections_listed="none", building_looks=2)
    shared.speak(search_neighbours=True, browser_step="waits")
    made = connector.ensure(*soon())
    assert (made is None) == (takes == "nothing")
    if made is None:
        pending = connector.connect(*soon())
        step = pending.poll(0.1, *soon())
        assert step.connection_id is None
        assert step.url is not None
        browse(step.url)
        if first == "setup_failed":
            with pytest.raises(NotConnected, match="did not take the credentials"):
                until_made(pending)
            return
        made = connector.connection(until_made(pending), *soon())
    if first == "building":
        assert ConnectionState.BUILDING in (made.state, state)
        looks = [connector.connection(made.id, *soon(), wait_s=5).state for _ in range(3)]
        assert looks[-1] is ConnectionState.READY
        return
    assert made.state is state


def until_made(pending: Any) -> str:
    """The id of the connection, once it is there."""
    limit = Deadline(30)
    while not limit.passed:
        step = pending.poll(0.5, *soon())
        if step.connection_id is not None:
            return str(step.connection_id)
    raise AssertionError("the connection was not made")


def test_a_connection_request_that_is_cancelled_says_so(shared: SandboxProcess, connector: ApiConnector) -> None:
    shared.speak(browser_step="waits")
    pending = connector.reconnect(shared.connection_id, *soon())
    step = pending.poll(0.1, *soon())
    assert step.url is not None
    browse(step.url, "deny")
    with pytest.raises(NotConnected) as caught:
        until_made(pending)
    assert caught.value.facts["reason"] == "cancelled"


def test_an_action_without_an_address(shared: SandboxProcess, connector: ApiConnector) -> None:
    shared.speak(client_action_url=False)
    shared.control("POST", "connection", {"state": "CLIENT_ACTION_REQUIRED"})
    action = connector.connection(shared.connection_id, *soon()).client_action
    assert action is not None
    assert (action.type, action.url) == ("connect", None)


@pytest.mark.parametrize(
    ("shape", "label"), [("tenant", "Sandbox"), ("user", "owner@sandbox.example"), ("missing", None)]
)
def test_who_is_signed_in(shared: SandboxProcess, connector: ApiConnector, shape: str, label: str | None) -> None:
    shared.speak(self_shape=shape)
    assert connector.account(*soon()).label == label
    stranger = ApiConnector(shared.url, FixedToken("nobody"), Keeper("x"))
    with pytest.raises(AuthRequired):
        stranger.account(*soon())
    stranger.close()


@pytest.mark.parametrize(
    "dialect",
    [{}, {"oauth_register": False}, {"oauth_body": "json"}, {"oauth_rotates": False}],
    ids=["plain", "published client", "json", "one refresh token"],
)  # fmt: skip
def test_signing_in_and_renewing(shared: SandboxProcess, kept: Kept, dialect: dict[str, Any]) -> None:
    shared.speak(**dialect)
    keeper, tokens = kept(shared.url)
    connector = ApiConnector(shared.url, tokens, keeper)
    with pytest.raises(AuthRequired):
        connector.account(*soon())
    pending = connector.sign_in(*soon())
    url = pending.poll(0.0, *soon()).url
    assert url is not None
    pressed = threading.Thread(target=browse, args=(url,))
    pressed.start()
    step = pending.poll(20, *soon())
    pressed.join(20)
    pending.close()
    assert step.done
    account = connector.account(*soon())
    assert (account.label, account.unkept) == ("owner@sandbox.example", "no_keyring")
    for _ in range(2):
        before = tokens.current(*soon())
        shared.control("POST", "tokens/expire", {})
        assert len(connector.connections(*soon())) == 1
        assert tokens.current(*soon()) != before
    last = keeper.load()
    connector.sign_out(*soon())
    assert keeper.load() is None
    assert last is not None
    over = ApiConnector(shared.url, FixedToken(last.access_token), keeper)
    with pytest.raises(AuthRequired):
        over.account(*soon())
    over.close()
    connector.close()


def test_a_token_that_is_about_to_end_is_renewed_before_it_does(shared: SandboxProcess, kept: Kept) -> None:
    shared.speak(oauth_life_s=30)  # less than the minute that is kept in reserve
    keeper, tokens = kept(shared.url)
    grant = signed_in(shared, keeper)
    after = shared.log()[-1]["seq"]
    assert tokens.current(*soon()) != grant.access_token
    tokens.current(*soon())  # which lives no longer
    assert [entry["path"] for entry in shared.log(after)] == ["/oauth/token"]


def test_a_renewal_in_advance_is_not_waited_for_in_every_call(peer: Peer, kept: Kept) -> None:
    keeper, tokens = kept(peer.url)
    keeper.save(Grant("token-of-now", "renews", int(time.time()) + 30))
    peer.answers = [reply(503, b"")]
    assert {tokens.current(*soon()) for _ in range(3)} == {"token-of-now"}
    assert len(peer.requests) == 1


def test_without_a_refresh_token_the_end_is_the_end(shared: SandboxProcess, kept: Kept) -> None:
    shared.speak(oauth_refresh=False)
    keeper, tokens = kept(shared.url)
    assert signed_in(shared, keeper).refresh_token is None
    connector = ApiConnector(shared.url, tokens, keeper)
    assert connector.connections(*soon())
    shared.control("POST", "tokens/expire", {})
    with pytest.raises(AuthRequired) as caught:
        connector.connections(*soon())
    assert caught.value.facts["layer"] == "membrane"
    connector.close()


def signed_in(sandbox: SandboxProcess, keeper: Keeper) -> Grant:
    """A sign-in made without a listener: the code is read off the address that the browser is sent to."""
    peer = membrane_peer(sandbox.url)
    server = OAuthServer(peer)
    attempt = server.begin("http://127.0.0.1:1/callback", "state", *soon())
    location = sandbox.control("POST", "browser", {"url": server.address(attempt), "press": "allow"})["location"]
    code = location.partition("code=")[2].partition("&")[0]
    grant = server.exchange(attempt, code, *soon())
    with pytest.raises(AuthRequired, match="unknown, used or too old"):
        server.exchange(attempt, code, *soon())
    peer.close()
    keeper.save(grant)
    return grant


@pytest.mark.parametrize("write", [False, True])
def test_a_refused_token_is_renewed_and_the_request_sent_once_more(peer: Peer, kept: Kept, write: bool) -> None:
    keeper, tokens = kept(peer.url)
    keeper.save(Grant("old", "refresh", None, "client"))
    new = reply(200, b'{"access_token": "new", "token_type": "Bearer", "expires_in": 60000}')
    peer.answers = [REFUSED, new, reply(200, b'{"id": 1}'), reply(200, b'{"id": 2}')]
    api = MembraneApi(peer.url, tokens)

    def ask() -> object:
        return api.ask("POST" if write else "GET", "/x", lambda a: own_body(a, write=write), *soon(), write=write)

    assert [ask(), ask()] == [{"id": 1}, {"id": 2}]
    seen = [request.partition(b"\r\n")[0].split()[1] for request in peer.requests]
    assert seen == [b"/x", b"/oauth/token", b"/x", b"/x"]
    assert b"Bearer old" in peer.requests[0]
    assert b"refresh_token=refresh" in peer.requests[1]
    assert b"Bearer old" not in peer.requests[1]
    assert b"Bearer new" in peer.requests[2]
    assert keeper.load() == Grant("new", "refresh", keeper.load().expires_at, "client")  # type: ignore[union-attr]  # just saved
    api.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(401, b"HTTP Basic: Access denied."), AuthRequired),
        (reply(401, b'{"type": "action_run", "message": "Request failed with status 401"}'), AuthRequired),
        (reply(400, b'{"type": "connection", "key": "access_token_expired", "message": "gone"}'), AuthRequired),
        (reply(500, b'{"type": "internal", "message": "x"}'), OutcomeUnknown),
    ],
)  # fmt: skip
def test_what_is_no_refusal_of_the_token_is_not_sent_again(
    peer: Peer, kept: Kept, answer: Any, error: type[Exception]
) -> None:
    keeper, tokens = kept(peer.url)
    keeper.save(Grant("old", "refresh", None, "client"))
    connector = ApiConnector(peer.url, tokens, keeper)
    peer.answers = [answer]
    with pytest.raises(error) as caught:
        connector.transport().request("c1", "POST", "/clients", *soon(), body={})
    assert len(peer.requests) == 1
    assert error is OutcomeUnknown or caught.value.facts["layer"] == "clientary"  # type: ignore[attr-defined]  # AppError
    connector.close()


def test_several_readers_renew_once(shared: SandboxProcess, kept: Kept) -> None:
    keeper, tokens = kept(shared.url)
    signed_in(shared, keeper)
    connector = ApiConnector(shared.url, tokens, keeper)
    assert connector.connections(*soon())
    shared.control("POST", "tokens/expire", {})
    after, counts = shared.log()[-1]["seq"], list[int]()
    threads = [threading.Thread(target=lambda: counts.append(len(connector.connections(*soon())))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert counts == [1] * 4
    assert [entry["path"] for entry in shared.log(after)].count("/oauth/token") == 1
    connector.close()


def test_reconnecting_where_there_are_no_connection_requests(peer: Peer, tmp_path: Path) -> None:
    connector = ApiConnector(peer.url, FixedToken("t"), Keeper(str(tmp_path)))
    gone = reply(404, b'{"type": "bad_request", "key": "not_found", "message": "Cannot POST /connection-requests"}')
    page = b'{"id": "c1", "state": "CLIENT_ACTION_REQUIRED", "clientAction": {"uiUrl": "https://ui.example/1"}}'
    peer.answers = [gone, reply(200, page), reply(502, b"<html>"), reply(200, b'{"id": "c1", "state": "READY"}')]
    pending = connector.reconnect("c1", *soon())
    step = pending.poll(0.1, *soon())
    assert (step.url, step.connection_id) == ("https://ui.example/1", None)
    assert until_made(pending) == "c1"
    asked = [b" ".join(request.split()[:2]) for request in peer.requests]
    assert asked[:2] == [b"POST /connection-requests", b"POST /connections/c1/reconnect"]
    connector.close()


@pytest.mark.parametrize("call", ["ensure", "connect", "look"])
def test_giving_up_releases_the_caller_at_once(peer: Peer, tmp_path: Path, call: str) -> None:
    """What may have been made meanwhile is not asked for again: the caller only learns that it gave up."""
    connector = ApiConnector(peer.url, FixedToken("t"), Keeper(str(tmp_path)))
    asked, cancel, ended = threading.Event(), CancelToken(), list[float]()

    def answer(connection: Any, request: bytes, over: threading.Event) -> None:
        asked.set()
        hang(connection, request, over)

    peer.answers = [answer]
    calls: dict[str, Callable[[], object]] = {
        "ensure": lambda: connector.ensure(Deadline(30), cancel),
        "connect": lambda: connector.reconnect("c1", Deadline(30), cancel),
        "look": lambda: connector.connection("c1", Deadline(30), cancel, wait_s=30),
    }

    def run() -> None:
        with pytest.raises(Cancelled):
            calls[call]()
        ended.append(time.monotonic())

    thread = threading.Thread(target=run)
    thread.start()
    assert asked.wait(30)
    began = time.monotonic()
    cancel.set()
    thread.join(30)
    assert ended[0] - began < 15, "not when the call would have ended by itself"
    assert len(peer.requests) == 1
    connector.close()


@pytest.mark.parametrize("answer", [None, b"<html>502</html>", b'{"id":', b"[]", b'{"access_token": 7}'])
def test_bad_answers_while_signing_in_and_making(peer: Peer, tmp_path: Path, answer: bytes | None) -> None:
    connector = ApiConnector(peer.url, FixedToken("t"), Keeper(str(tmp_path)))
    peer.answers = [reply(200, b"" if answer is None else answer)]
    with pytest.raises((BadReply, OutcomeUnknown, Rejected)):
        connector.ensure(*soon())
    with pytest.raises(BadReply):
        connector.sign_in(*soon())
    connector.close()
