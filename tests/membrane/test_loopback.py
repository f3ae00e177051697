"""The listener that a browser comes back to: only the one right request counts, nothing else can stop it."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from app.cancel import CancelToken
from app.errors import Cancelled
from app.membrane.loopback import LoopbackListener, Redirected, redirected


@pytest.fixture
def listener() -> Iterator[LoopbackListener]:
    opened = LoopbackListener("right")
    yield opened
    opened.close()


def asked(listener: LoopbackListener, target: str, method: str = "GET") -> tuple[int, str, Redirected | None]:
    """Status and page of one request, and what the listener made of it."""
    found: list[Redirected | None] = []
    waiting = threading.Thread(target=lambda: found.append(listener.wait(0.5, CancelToken())))
    waiting.start()
    connection = http.client.HTTPConnection(urlsplit(listener.address).netloc, timeout=30)
    connection.request(method, target)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    waiting.join(30)
    return answer.status, page, found[0]


def test_the_right_answer_is_taken_and_repeated_nowhere(listener: LoopbackListener) -> None:
    assert urlsplit(listener.address).hostname == "127.0.0.1"
    status, page, found = asked(listener, "/callback?code=abc%2Fd&state=right")
    assert (status, found) == (200, Redirected("abc/d", "right"))
    assert "close this page" in page
    assert "abc" not in page


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [
        ("/callback?code=abc&state=wrong", "GET", 400), ("/callback?code=abc", "GET", 400),
        ("/callback?state=right", "GET", 400), ("/favicon.ico", "GET", 404),
        ("/callback?code=abc&state=right", "POST", 404), ("/?code=abc&state=right", "GET", 404),
        ("//[x?code=abc&state=right", "GET", 404), ("/callback?code=%E9&state=%ff", "GET", 400),
    ],
)  # fmt: skip
def test_other_requests_are_answered_and_ignored(
    listener: LoopbackListener, target: str, method: str, status: int
) -> None:
    shown, _, found = asked(listener, target, method)
    assert (shown, found) == (status, None)
    assert asked(listener, "/callback?error=access_denied&state=right")[2] == Redirected(None, "right", "access_denied")


def test_idle_and_endless_guests_do_not_hold_it_up(listener: LoopbackListener) -> None:
    host, port = urlsplit(listener.address).hostname or "", urlsplit(listener.address).port or 0
    guests = [socket.create_connection((host, port)) for _ in range(20)]
    guests[-1].sendall(b"GET /callback?code=" + b"a" * 40_000)
    assert asked(listener, "/callback?code=abc&state=right")[2] == Redirected("abc", "right")
    for guest in guests:
        guest.close()


def test_a_guest_that_is_sent_away_as_it_speaks_stops_nothing(listener: LoopbackListener) -> None:
    host, port = urlsplit(listener.address).hostname or "", urlsplit(listener.address).port or 0
    guests = [socket.create_connection((host, port)) for _ in range(16)]
    listener.wait(0.2, CancelToken())
    guests.append(socket.create_connection((host, port)))
    guests[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert listener.wait(0.2, CancelToken()) is None
    assert asked(listener, "/callback?code=abc&state=right")[2] == Redirected("abc", "right")
    for guest in guests:
        guest.close()


def test_cancelling_ends_the_wait(listener: LoopbackListener) -> None:
    cancel = CancelToken()
    timer = threading.Timer(0.1, cancel.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        listener.wait(30, cancel)
    assert time.monotonic() - began < 15
    timer.join()


def test_an_address_is_read_leniently() -> None:
    assert redirected("http://127.0.0.1:1/callback?code=a&state=s") == Redirected("a", "s")
    assert redirected("http://127.0.0.1:1/callback") is None
    assert redirected("http://[") is None
