"""A run of the command that waits for a person: its output is read as it comes, for the address to open, and another
form of words is tried where the first one is not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from app.cancel import CancelToken, Deadline
from app.membrane.catalogue import web_address
from app.membrane.cli_command import Command, unsupported
from app.membrane.cli_grammar import Form
from app.membrane.fields import canonical
from app.membrane.noise import without_colour
from app.membrane.printed import Printed, read_printed
from app.membrane.process import RunningProcess
from app.membrane.words import plain

_ADDRESS = re.compile(r"https?://[^\s\"'<>`\\]+")
_NAMES = (
    "url",
    "authorization_url",
    "auth_url",
    "login_url",
    "ui_url",
    "verification_uri_complete",
    "verification_uri",
)
_FIELD = re.compile(r"[\"']?([A-Za-z_][\w-]*)([\"']?)\s*[:=]\s*[\"']$")
_PICTURE = re.compile(r"\.(?:png|svg|jpe?g|gif|ico|webp)$", re.IGNORECASE)
_LOGO = re.compile(r"logo|icon|image|picture|avatar", re.IGNORECASE)
_BEFORE = 80
_TELLING = re.compile(r"oauth|authori[sz]|login|sign-?in|connect|membrane|integration\.app", re.IGNORECASE)
_LOOKED_AT = 100_000
_STILL_S = 0.15
"""After this long without another character, an address at the very end of the output is taken to be complete."""


class Conversation:
    """One wish, said by a process that may run for minutes; used by one thread. Always close it.

    `persistent`: a form that failed without an address is no answer either, as long as there is another one (safe only
    where a failed run cannot have done anything that counts).
    """

    def __init__(
        self,
        command: Command,
        wish: str,
        forms: Sequence[Form],
        deadline: Deadline,
        cancel: CancelToken,
        *,
        persistent: bool = False,
    ) -> None:
        self.url: str | None = None
        self._command, self._wish, self._persistent = command, wish, persistent
        command.identify(deadline, cancel)
        self._forms = command.ordered(wish, forms)
        self._at = 0
        self._ended: Printed | None = None
        self._process: RunningProcess | None = None
        self._begin(deadline, cancel)

    def listen(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> Printed | None:
        """What the command printed, once it has ended; None as long as it runs. Returns after `wait_s`, or as soon as
        it ends or `url` becomes known. Raises `TransportUnavailable` (key `unsupported`) if no form is understood."""
        until, known = deadline.at_most(wait_s), self.url
        while self._ended is None and self._process is not None:
            before = self._process.printed
            if self._process.advance(until.at_most(_STILL_S), cancel):
                self._end(self._process, deadline, cancel)
                continue
            self.url = self._address(self._process.printed, before) or self.url
            if until.passed or self.url != known:
                return None
        return self._ended

    def _address(self, printed: tuple[bytes, bytes], before: tuple[bytes, bytes]) -> str | None:
        """The page to open, in either stream; while a stream grows, an address at its very end may go on."""
        found = [
            address_in(without_colour(now.decode("utf-8", "replace")), complete=now == then)
            for now, then in zip(printed, before, strict=True)
        ]
        return best_of([url for url in found if url is not None])

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def _begin(self, deadline: Deadline, cancel: CancelToken) -> None:
        self._process = self._command.start(self._forms[self._at].arguments, deadline, cancel)

    def _end(self, process: RunningProcess, deadline: Deadline, cancel: CancelToken) -> None:
        printed = read_printed(process.finished())
        self.close()
        form = self._forms[self._at]
        told = self._command.refused(self._wish, form, printed, write=True)
        url = named_address(printed.body) or address_in(f"{printed.around}\n{printed.err}", complete=True)
        if told is None and self._persistent and printed.code != 0 and url is None:
            told = plain(printed.err or printed.around)
        if told is None:
            self.url, self._ended = url or self.url, printed
        elif self._at + 1 < len(self._forms):
            self._at += 1
            self._begin(deadline, cancel)
        elif self._persistent:
            self._ended = printed
        else:
            raise unsupported(told)


def address_in(text: str, *, complete: bool) -> str | None:
    """The address to open in what was printed: the one that speaks of signing in or connecting, else the first.
    `complete`: one at the very end of the text counts as well."""
    found: list[str] = []
    text = text[:_LOOKED_AT].replace(r"\/", "/").replace(r"\u0026", "&")  # as JSON may write them
    for match in _ADDRESS.finditer(text):
        url = web_address(match.group().rstrip(".,;:)]}"))
        if url is not None and (complete or match.end() < len(text)) and _is_to_open(url, text[: match.start()]):
            found.append(url)
    return best_of(found)


def _is_to_open(url: str, before: str) -> bool:
    """Not a picture, and not the value of a field of JSON that means something else."""
    if _PICTURE.search(urlsplit(url).path):
        return False
    field = _FIELD.search(before[-_BEFORE:])
    if field is None:
        return True
    name, quoted = canonical(field[1]), bool(field[2])
    return name in _NAMES or not (quoted or _LOGO.search(name))


def best_of(found: Sequence[str]) -> str | None:
    return next((url for url in found if _TELLING.search(url)), found[0] if found else None)


def named_address(body: object, depth: int = 3) -> str | None:
    """The address in a JSON answer, by the names that it may have."""
    if not isinstance(body, Mapping) or depth == 0:
        return None
    fields = {canonical(str(name)): value for name, value in body.items()}
    for name in _NAMES:
        url = web_address(fields.get(name))
        if url is not None:
            return url
    return next((url for part in fields.values() if (url := named_address(part, depth - 1)) is not None), None)
