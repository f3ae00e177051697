"""logind on a private bus, played by a test."""

from __future__ import annotations

import os

from jeepney import Message

from tests.ui.manners.bus import Answer, Peer
from ui.presence import logind

SESSION = "/org/freedesktop/login1/session/_37"
SESSION_INTERFACE = "org.freedesktop.login1.Session"


def always(signature: str, *body: object) -> Answer:
    return lambda _: (signature, body)


class LoginManager(Peer):
    """logind with one session; hands out delay locks whose end can be seen."""

    def __init__(self, address: str) -> None:
        self.reading: list[int] = []
        self._given: list[int] = []
        answers: dict[str, Answer] = {
            "Inhibit": self._inhibit,
            "Get": always("v", ("s", "7")),
            "GetSession": always("o", SESSION),
        }
        super().__init__(address, logind.NAME, answers, files=True)

    def _inhibit(self, _: Message) -> tuple[str, tuple[int]]:
        for given in self._given:
            os.close(given)
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        self.reading.append(reading)
        self._given = [writing]
        return "h", (writing,)

    def close_own(self) -> None:
        """Only the program still holds the latest lock."""
        for given in self._given:
            os.close(given)
        self._given = []

    def released(self, number: int) -> bool:
        """Whether the program let go of that lock."""
        try:
            return os.read(self.reading[number], 1) == b""
        except BlockingIOError:
            return False

    def __exit__(self, *_: object) -> None:
        self.close_own()
        for reading in self.reading:
            os.close(reading)
        super().__exit__()
