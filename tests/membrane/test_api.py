"""The API transport against servers that answer byte by byte."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import BadReply, Cancelled, Offline, OutcomeUnknown, Rejected, TransportUnavailable
from app.membrane.api import ApiTransport
from tests.membrane.peers import Answer, Peer, hang, raw, reply, then_close, trickle
from tests.sandbox.process import SandboxProcess

HEAD = b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\n"


def get(transport: ApiTransport, deadline: Deadline | None = None, cancel: CancelToken | None = None) -> object:
    return transport.request("c1", "GET", "/x", deadline or Deadline(10), cancel or CancelToken()).body


def post(transport: ApiTransport, deadline: Deadline | None = None) -> object:
    return transport.request("c1", "POST", "/x", deadline or Deadline(10), CancelToken(), body={"a": 1}).body


@pytest.fixture
def transport(peer: Peer) -> Iterator[ApiTransport]:
    opened = ApiTransport(peer.url, "secret-token")
    yield opened
    opened.close()


def test_one_connection_serves_many_calls(peer: Peer, transport: ApiTransport) -> None:
    for _ in range(20):
        get(transport)
    post(transport)
    assert (peer.connections, len(peer.requests)) == (1, 21)
    head = peer.requests[0].decode().lower()
    for line in ("authorization: bearer secret-token", "accept: application/json", "membrane-api-version: 2025-10-21"):
        assert f"\r\n{line}\r\n" in head


def test_a_socket_closed_while_idle_is_not_written_to(peer: Peer, transport: ApiTransport) -> None:
    closed = threading.Event()

    def answer(connection: socket.socket, request: bytes, over: threading.Event) -> None:
        then_close(reply(200, b"{}"))(connection, request, over)
        closed.set()

    peer.answers = [answer, reply(201, b'{"id":1}')]
    get(transport)
    assert closed.wait(10)
    assert post(transport) == {"id": 1}
    assert (peer.connections, len(peer.requests)) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "for_write", "answered", "for_read"),
    [
        (then_close(raw(b"")), OutcomeUnknown, 0, Offline),
        (then_close(raw(b"HTTP/1.1 200 OK\r\nContent-Le")), OutcomeUnknown, 0, Offline),
        (then_close(raw(b"\x00\x01nonsense\r\n\r\n")), OutcomeUnknown, 0, Offline),
        (then_close(raw(HEAD + b"Content-Length: 50\r\n\r\n{\"id\": 5")), OutcomeUnknown, 1, BadReply),
        (then_close(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n")), OutcomeUnknown, 1, BadReply),
        (reply(200, b"{}", "Content-Encoding: gzip"), OutcomeUnknown, 1, BadReply),
        (reply(200, b"<html><body>Sign in</body></html>"), OutcomeUnknown, 0, BadReply),
        (reply(200, b""), OutcomeUnknown, 1, BadReply),
        (reply(302, b"", "Location: http://127.0.0.1:9/evil"), OutcomeUnknown, 1, BadReply),
        (then_close(raw(HEAD + b"X: " + b"a" * 300_000)), OutcomeUnknown, 0, Offline),
    ],
)  # fmt: skip
def test_bad_answers(
    peer: Peer, transport: ApiTransport, answer: Answer, for_write: type[OutcomeUnknown], answered: int, for_read: type
) -> None:
    peer.answers = [answer]
    with pytest.raises(for_write) as caught:
        post(transport)
    assert caught.value.facts["answered"] == answered
    with pytest.raises(for_read):
        get(transport)
    assert "secret-token" not in repr(caught.value)


def test_a_compressed_answer_is_read(peer: Peer, transport: ApiTransport) -> None:
    peer.answers = [reply(200, gzip.compress(b'{"a": 0.10}'), "Content-Encoding: gzip")]
    assert str(get(transport)) == "{'a': Decimal('0.10')}"


def test_nothing_listens(peer: Peer) -> None:
    with Peer() as gone:
        url = gone.url
    transport = ApiTransport(url, "t")
    for call in (get, post):
        with pytest.raises(Offline) as caught:
            call(transport)
        assert "sent" not in caught.value.facts
    transport.close()


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_trickling_server_cannot_stretch_the_deadline(peer: Peer, transport: ApiTransport, part: str) -> None:
    whole = HEAD + b"Content-Length: 9999\r\n\r\n" + b" " * 9999
    at_once = 0 if part == "head" else whole.index(b"  ")

    def answer(connection: socket.socket, request: bytes, over: threading.Event) -> None:
        connection.sendall(whole[:at_once])
        trickle(whole[at_once:], 0.02)(connection, request, over)

    peer.answers = [answer]
    started = time.monotonic()
    with pytest.raises((Offline, BadReply)):
        get(transport, Deadline(0.5))
    assert 0.4 < time.monotonic() - started < 15


def test_an_endless_answer_is_cut_off(peer: Peer, transport: ApiTransport) -> None:
    def endless(connection: socket.socket, _request: bytes, over: threading.Event) -> None:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        while not over.is_set():
            connection.sendall(chunk)

    peer.answers = [endless]
    with pytest.raises(BadReply, match="too large"):
        get(transport, Deadline(30))


def test_cancel_releases_at_once(peer: Peer, transport: ApiTransport) -> None:
    """The median of several, so that one stutter of the machine does not count."""
    delays = []
    for _ in range(7):
        cancel, asked = CancelToken(), threading.Event()
        ended: list[float] = []

        def answer(
            connection: socket.socket, request: bytes, over: threading.Event, asked: threading.Event = asked
        ) -> None:
            asked.set()
            hang(connection, request, over)

        peer.answers = [answer]

        def call(cancel: CancelToken = cancel, ended: list[float] = ended) -> None:
            try:
                get(transport, Deadline(30), cancel)
            except Cancelled:
                ended.append(time.monotonic())

        thread = threading.Thread(target=call)
        thread.start()
        assert asked.wait(60)
        cancelled = time.monotonic()
        cancel.set()
        thread.join(60)
        delays.append(ended[0] - cancelled)
    assert sorted(delays)[3] < 1


def test_an_address_that_does_not_answer_obeys_the_deadline_and_cancel() -> None:
    """TEST-NET-1 is routed nowhere: either nothing comes back, or the network refuses at once."""
    transport = ApiTransport("http://192.0.2.1:81", "t")
    started = time.monotonic()
    with pytest.raises(Offline) as caught:
        post(transport, Deadline(0.4))
    assert time.monotonic() - started < 15
    assert "sent" not in caught.value.facts
    transport.close()


def test_an_unknown_name_is_offline() -> None:
    transport = ApiTransport("http://nowhere.invalid", "t")
    with pytest.raises(Offline):
        post(transport, Deadline(8))
    transport.close()


def test_four_readers_at_once(sandbox: SandboxProcess) -> None:
    transport = ApiTransport(sandbox.url, sandbox.token)
    sandbox.fault(kind="delay", seconds=1, times=None)
    counts: list[int] = []

    def read() -> None:
        body = transport.request(sandbox.connection_id, "GET", "/clients", Deadline(60), CancelToken()).body
        assert isinstance(body, dict)
        counts.append(len(body["clients"]))

    threads = [threading.Thread(target=read) for _ in range(4)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert counts == [8] * 4
    assert time.monotonic() - started < 3.5, "the calls waited for one another"
    transport.close()


@pytest.mark.parametrize("write", [False, True])
def test_an_action_is_run_in_the_newer_way_where_the_older_is_gone(
    peer: Peer, transport: ApiTransport, write: bool
) -> None:
    gone = reply(404, b'{"type": "bad_request", "key": "not_found", "message": "Cannot POST"}')

    def run() -> object:
        return transport.run("c1", "a1", {"x": 1}, Deadline(10), CancelToken(), write=write).body

    peer.answers = [gone, reply(200, b'{"output": {"id": 5}}')]
    assert run() == {"id": 5}
    assert peer.requests[1].startswith(b"POST /act ")
    assert peer.requests[1].endswith(b'{"id":"a1","connectionId":"c1","input":{"x":1}}')
    peer.answers = [gone, reply(400, b'{"type": "bad_request", "message": "strict"}')]
    with pytest.raises(Rejected) as caught:
        run()
    assert caught.value.facts["key"] == "not_found"


def test_a_request_beyond_membranes_limit_is_not_sent(peer: Peer, transport: ApiTransport) -> None:
    with pytest.raises(Rejected) as caught:
        transport.request("c1", "POST", "/x", Deadline(10), CancelToken(), body={"a": "x" * 11_000_000})
    assert (caught.value.facts["key"], peer.requests) == ("too_large", [])


def test_lists_are_followed_by_cursor(peer: Peer, transport: ApiTransport) -> None:
    peer.answers = [
        reply(200, b'{"items":[{"id":"a1","name":"Clientary"}],"cursor":"n"}'),
        reply(200, b'{"items":[{"id":"a2","name":"Slack"}],"cursor":"n"}'),
    ]
    assert [one.id for one in transport.connections(Deadline(5), CancelToken())] == ["a1", "a2"]
    assert b"cursor=n" in peer.requests[1]


@pytest.mark.parametrize(
    ("url", "token"), [("ftp://x", "t"), ("nonsense", "t"), ("http://x", ""), ("http://x", "a\nb")]
)
def test_settings_that_cannot_work(url: str, token: str) -> None:
    with pytest.raises(TransportUnavailable):
        ApiTransport(url, token)


def test_the_proxy_of_the_environment_is_used_but_not_for_loopback(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer() as proxy:
        proxy.answers = [reply(200, b'{"by": "proxy"}')]
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        far, near = ApiTransport("http://membrane.invalid", "t"), ApiTransport(peer.url, "t")
        assert get(far) == {"by": "proxy"}
        assert get(near) == {}
        far.close()
        near.close()


class SlowToken:
    """A token that takes its time, once: as one that has to be renewed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def current(self, deadline: Deadline, cancel: CancelToken) -> str:
        seconds, self._seconds = self._seconds, 0.0
        cancel.wait(deadline.at_most(seconds).remaining)
        return "slow"

    def renewed(self, stale: str, deadline: Deadline, cancel: CancelToken) -> str | None:
        raise AssertionError((stale, deadline, cancel))


def test_a_write_that_was_held_up_does_not_leave(peer: Peer) -> None:
    transport = ApiTransport(peer.url, SlowToken(0.5), leaves_within_s=0.3)
    with pytest.raises(Offline) as caught:
        post(transport)
    assert not caught.value.facts.get("sent")
    assert peer.requests == []
    assert post(transport) == {}
    transport.close()
