"""The sandbox as tests use it: a process of its own, its control routes, and conditions with a deadline."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tests.sandbox.born import POSSIBLE, Born, nursery
from tests.sandbox.born import ROOT as ROOT

PATIENCE_S = 60.0
"""Nothing is given up sooner: on a busy machine much takes long that is right."""


def wait_until(condition: Callable[[], Any], seconds: float = PATIENCE_S, what: str = "the condition") -> Any:
    """The first truthy value of `condition`, asked again and again; fails the test after `seconds`, or a minute."""
    seconds = max(seconds, PATIENCE_S)
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
        time.sleep(0.01)
    return value


def browse(url: str, press: str = "allow") -> str | None:
    """What a person does in a browser: open one of the sandbox's pages, press a button (allow or deny), go where that
    leads. Returns that address; the sign-in's own is on the listener of who asked."""
    status, _, page = _opened("GET", url)
    assert status == 200, (status, page)
    assert b'name="decision"' in page, page
    _, headers, _ = _opened("POST", url, f"decision={press}")
    location = headers.get("location")
    if location is not None:
        _opened("GET", location)
    return location


def _opened(method: str, url: str, form: str | None = None) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    assert parts.hostname == "127.0.0.1", url
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, f"{parts.path}?{parts.query}", form, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _cold(words: list[str]) -> tuple[subprocess.Popen[bytes], int]:
    """A sandbox from nothing, and where its standard output can be read."""
    reader, writer = os.pipe()
    try:
        words = [sys.executable, "-m", "app.sandbox", *words]
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=writer, cwd=ROOT), reader
    finally:
        os.close(writer)


class SandboxProcess:
    """`python -m app.sandbox` on a state folder, from `start` to `stop`; also a context manager.

    It comes out of a nursery (`tests.sandbox.born`) unless it is `cold`: then it is started as anybody would start it.
    `arguments` are further words of its command line (`--empty`, `--until-unused`); `dialect` becomes a dialect file.
    """

    def __init__(
        self,
        state: Path,
        *arguments: str,
        dialect: Mapping[str, Any] | None = None,
        port: int = 0,
        cold: bool = False,
    ) -> None:
        self.state = state
        self._cold = cold or not POSSIBLE
        self.url = ""
        self.token = ""
        self.connection_id = ""
        self.membrane_command = ""
        self._arguments = list(arguments)
        self._port = port
        self._process: subprocess.Popen[bytes] | Born | None = None
        if dialect is not None:
            state.mkdir(parents=True, exist_ok=True)
            file = state / "dialect.json"
            file.write_text(json.dumps(dialect))
            self._arguments += ["--dialect", str(file)]

    def start(self) -> SandboxProcess:
        """Start and wait for the first line of output."""
        words = ["--state", str(self.state), "--port", str(self._port), *self._arguments]
        self._process, output = _cold(words) if self._cold else nursery().start(words)
        with os.fdopen(output, "rb") as reader:
            line = reader.readline()
        assert line, f"the sandbox ended with {self._process.wait(PATIENCE_S)} before it was ready"
        address = json.loads(line)
        self.url, self.token = address["url"], address["token"]
        self.connection_id, self.membrane_command = address["connection_id"], address["membrane_command"]
        return self

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def stop(self) -> int:
        """End it politely; returns its exit code. A second call does nothing."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it without a chance to tidy up."""
        return self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.poll() is None:
            os.kill(process.pid, number)
        return process.wait(PATIENCE_S)

    def restart(self, *, kill: bool = False) -> None:
        """Stop (or kill) and start again on the same port and folder; a dialect changed meanwhile is kept."""
        port = self.port
        self._end(signal.SIGKILL if kill else signal.SIGTERM)
        self._port = port
        if "--dialect" in self._arguments:
            at = self._arguments.index("--dialect")
            del self._arguments[at : at + 2]
        self.start()

    def __enter__(self) -> SandboxProcess:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- requests --------------------------------------------------------------------------------------------------

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
    ) -> tuple[int, dict[str, str], bytes]:
        """One request with the token: status, headers with lower-case names, body. `body` may be text or JSON."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=timeout)
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        payload: bytes | None = None
        if body is not None:
            payload = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, payload, sent)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A request that must succeed; its JSON (fractions as Decimal), None for an empty body."""
        status, _, answer = self.send(method, path, body)
        assert 200 <= status < 300, f"{method} {path} was answered with {status}: {answer.decode()}"
        return json.loads(answer, parse_float=Decimal) if answer else None

    def proxied(self, path: str) -> str:
        """The path of a request through the proxy of the first connection."""
        return f"/connections/{self.connection_id}/proxy/{path.lstrip('/')}"

    def clientary(self, method: str, path: str, body: Any = None) -> Any:
        """A proxied request that must succeed."""
        return self.ask(method, self.proxied(path), body)

    def run(self, action: str, **values: Any) -> Any:
        """The output of an action that must succeed."""
        path = f"/actions/{action}/run?connectionId={self.connection_id}"
        return self.ask("POST", path, {"input": values})["output"]

    # -- control ---------------------------------------------------------------------------------------------------

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A control request: `path` without `/_sandbox/`."""
        return self.ask(method, f"/_sandbox/{path.lstrip('/')}", body)

    def fault(self, **rule: Any) -> str:
        """Put a fault in force; returns its id."""
        return str(self.control("POST", "faults", rule)["id"])

    def struck(self, fault_id: str) -> int:
        """How often a fault has hit a request."""
        faults = self.control("GET", "faults")["faults"]
        return next(int(fault["struck"]) for fault in faults if fault["id"] == fault_id)

    def records(self, kind: str, *, deleted: bool = False) -> list[dict[str, Any]]:
        """The stored records of a kind; with `deleted` the deleted ones too."""
        records: list[dict[str, Any]] = self.control("GET", f"records/{kind}")["records"]
        return [record for record in records if deleted or not record["deleted"]]

    def add(self, kind: str, **fields: Any) -> dict[str, Any]:
        """A record that somebody makes on the web; returns it as stored."""
        record: dict[str, Any] = self.control("POST", f"records/{kind}", fields)
        return record

    def log(self, after: int = 0) -> list[dict[str, Any]]:
        """Requests since the sequence number `after`, oldest first."""
        entries: list[dict[str, Any]] = self.control("GET", f"log?after={after}")["requests"]
        return entries

    def speak(self, **switches: Any) -> None:
        """Change dialect switches from now on."""
        self.control("PATCH", "dialect", switches)

    def membrane(self, *arguments: str, timeout: float = 30.0) -> subprocess.CompletedProcess[str]:
        """Run the look-alike command to its end."""
        return subprocess.run(
            [self.membrane_command, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
