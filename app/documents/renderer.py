"""PDFs from the typesetter, a process of its own (`app.documents.typesetter`) that is kept for the next document."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO

from app.cancel import CancelToken, Deadline
from app.documents.typesetter_words import MODULE, WORD, read_message, write_message
from app.errors import DocumentError
from app.own_process import own_command

_KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_DATA_HOME")
_PREFIXES = ("FONTCONFIG_", "PYTHON", "STINT_TEST_")
_NO_NETWORK = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
"""The compiler fetches packages by these, and on that port nobody answers."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A document. `missing`: characters that no font of this computer can show; then it is no PDF/A."""

    data: bytes
    missing: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """A document and one of its pages (from 1) as PNG."""

    pdf: Pdf
    page: int
    pages: int
    png: bytes


class Renderer:
    """Sets documents one at a time; safe to use from several threads. Starts its process with the first document and
    again if it died; `close` ends it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def render(
        self,
        template: str,
        document: Mapping[str, object],
        timestamp: int,
        deadline: Deadline,
        cancel: CancelToken,
        *,
        anyway: bool = False,
    ) -> Pdf:
        """The document as PDF/A; the same bytes whenever `document` and `timestamp` (epoch seconds) are the same.

        Raises `DocumentError`: `missing` in its facts holds the characters that no font here can show, unless the
        document is wanted `anyway`. Raises `Cancelled`. The process is ended with the deadline or the token.
        """
        job = {"template": template, "document": document, "timestamp": timestamp, "anyway": anyway}
        fields, pdf, _ = self._answered(job, deadline, cancel)
        missing = fields.get("missing", "")
        if missing and not anyway:
            raise DocumentError(f"no font on this computer has {missing}", missing=missing)
        return _pdf(fields, pdf)

    def view(
        self,
        template: str,
        document: Mapping[str, object],
        timestamp: int,
        page: int,
        ppi: float,
        deadline: Deadline,
        cancel: CancelToken,
    ) -> PageView:
        """The PDF that `render` would make, even with characters missing, and a page of it, `ppi` pixels to the inch;
        of a page behind the last one, the last. Raises as `render` does.
        """
        job = {"template": template, "document": document, "timestamp": timestamp, "anyway": True}
        fields, pdf, png = self._answered({**job, "picture": f"{page}@{ppi}"}, deadline, cancel)
        made = _pdf(fields, pdf)
        return PageView(made, int(fields["page"]), int(fields["pages"]), png)

    def _answered(
        self, job: Mapping[str, object], deadline: Deadline, cancel: CancelToken
    ) -> tuple[dict[str, str], bytes, bytes]:
        with self._lock:
            process = self._running()
            watch = _Watch(process, deadline, cancel)
            try:
                return _ask(process, json.dumps(job, ensure_ascii=False).encode())
            except (OSError, ValueError, EOFError) as exc:
                self._end()
                cancel.check()
                over = deadline.passed
                raise DocumentError("it took too long" if over else f"the typesetter ended: {exc}") from exc
            finally:
                watch.close()

    @property
    def pid(self) -> int | None:
        """The process that is kept; None before the first document."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """End the process; the next document starts another."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            words, folder = own_command(MODULE, WORD)
            try:
                self._process = subprocess.Popen(
                    words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
                    env=typesetter_environment(os.environ),
                )  # fmt: skip
            except OSError as exc:
                raise DocumentError(f"the typesetter cannot be started: {exc.strerror}") from exc
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                _there(stream).close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()


def typesetter_environment(ours: Mapping[str, str]) -> dict[str, str]:
    """What the typesetter's process gets of our environment: what its language and its fonts need, and no way out."""
    kept = {name: value for name, value in ours.items() if name in _KEPT_ENVIRONMENT or name.startswith(_PREFIXES)}
    return kept | _NO_NETWORK


class _Watch:
    """Ends the process when the time is over or the token is set, so that a blocked read comes back."""

    def __init__(self, process: subprocess.Popen[bytes], deadline: Deadline, cancel: CancelToken) -> None:
        self._timer = threading.Timer(deadline.remaining, process.kill)
        self._timer.daemon = True
        self._timer.start()
        self._forget = cancel.on_cancel(process.kill)

    def close(self) -> None:
        self._timer.cancel()
        self._timer.join()
        self._forget()


def _ask(process: subprocess.Popen[bytes], job: bytes) -> tuple[dict[str, str], bytes, bytes]:
    write_message(_there(process.stdin), job)
    fields, pdf, picture = (read_message(_there(process.stdout)) for _ in range(3))
    if fields is None or pdf is None or picture is None:
        raise EOFError("no answer")
    return json.loads(fields), pdf, picture


def _pdf(fields: Mapping[str, str], pdf: bytes) -> Pdf:
    if not pdf:
        raise DocumentError(fields.get("error", "nothing was made"))
    return Pdf(pdf, fields.get("missing", ""))


def _there(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError("no pipe")
    return stream
