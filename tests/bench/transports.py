"""What each way to Membrane costs a call: the HTTP API and the command in its three grammars, beside the bare call (raw
`http.client` on one kept connection to the same sandbox)."""

from __future__ import annotations

import http.client
import json
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from app.cancel import CancelToken, Deadline
from app.membrane.api import ApiTransport
from app.membrane.cli import CliTransport
from app.membrane.transport import Transport
from tests.bench.measure import WARM_UPS, heading, ms, seconds
from tests.sandbox.process import SandboxProcess

GRAMMARS = ("g1", "g2", "g3")
API_RUNS, COMMAND_RUNS = 400, 30
AT_ONCE = 4
"""As many reads as a sync has under way at most."""

_PATH, _PAGE = "/clients", {"page_size": "1"}
_ACTION, _INPUT = "list-clients", {"page_size": 1}
_CALL_S = 60.0

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds per call of one way and of the bare call taken in turn with it; calls a second with several callers."""

    ours: Sequence[float]
    bare: Sequence[float]
    together: float

    @property
    def added(self) -> list[float]:
        return [ours - bare for ours, bare in zip(self.ours, self.bare, strict=True)]


class Bare:
    """The same two requests with the least that Python needs: one connection, bytes in, bytes out."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=_CALL_S)
        self._headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}
        self._sandbox = sandbox

    def request(self) -> bytes:
        return self._send("GET", f"{self._sandbox.proxied(_PATH)}?page_size=1")

    def run(self) -> bytes:
        path = f"/actions/{_ACTION}/run?connectionId={self._sandbox.connection_id}"
        return self._send("POST", path, json.dumps({"input": _INPUT}))

    def close(self) -> None:
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None = None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        data = answer.read()
        assert answer.status == 200, data
        return data


def run(folder: Path) -> None:
    """Print a table for a proxied read and one for an action."""
    with SandboxProcess(folder / "transports" / "sandbox") as sandbox:
        bare = Bare(sandbox)
        try:
            _table("GET /clients through the proxy", "request", sandbox, bare, bare.request)
            _table("the action list-clients", "run", sandbox, bare, bare.run)
        finally:
            bare.close()


def _table(what: str, method: str, sandbox: SandboxProcess, bare: Bare, floor: Call) -> None:
    heading(f"Transports: {what}; added: to the bare call taken in turn with it")
    columns = ("median", "p95", "added", "added p95", "ratio", "calls/s", f"{AT_ONCE} at once")
    print(f"  {'':<16}" + "".join(f"{name:>14}" for name in columns))
    _row("bare call", Cost(*_taken(floor, floor, API_RUNS), together=0.0))
    home = sandbox.state.parent
    with_api = ApiTransport(sandbox.url, sandbox.token)
    _row("api", _cost(with_api, method, sandbox, floor, API_RUNS))
    for grammar in GRAMMARS:
        sandbox.speak(cli_grammar=grammar)
        command = CliTransport(Path(sandbox.membrane_command), home / f"{method}-{grammar}")
        _row(f"command {grammar}", _cost(command, method, sandbox, floor, COMMAND_RUNS))
    sandbox.speak(cli_grammar="all")
    _row("command alone", Cost(*_taken(_by_hand(method, sandbox), floor, COMMAND_RUNS), together=0.0))


def _by_hand(method: str, sandbox: SandboxProcess) -> Call:
    """The same words given to the command without Stint: what is left of its figures is not ours."""
    connection = sandbox.connection_id
    words = ["request", connection, _PATH, "--query", "page_size=1"]
    if method == "run":
        words = ["action", "run", _ACTION, f"--connectionId={connection}", "--input", json.dumps(_INPUT), "--json"]

    def call() -> None:
        done: subprocess.CompletedProcess[str] = sandbox.membrane(*words)
        assert done.returncode == 0, done.stderr

    return call


def _cost(transport: Transport, method: str, sandbox: SandboxProcess, floor: Call, runs: int) -> Cost:
    """Measured after the transport has learned which words are understood; it is closed at the end."""
    connection = sandbox.connection_id

    def request() -> object:
        return transport.request(connection, "GET", _PATH, Deadline(_CALL_S), CancelToken(), query=_PAGE)

    def action() -> object:
        return transport.run(connection, _ACTION, _INPUT, Deadline(_CALL_S), CancelToken(), write=False)

    call = request if method == "request" else action
    try:
        ours, bare = _taken(call, floor, runs)
        return Cost(ours, bare, runs / seconds(lambda: _together(call, runs)))
    finally:
        transport.close()


def _taken(ours: Call, floor: Call, runs: int) -> tuple[list[float], list[float]]:
    """Seconds of each run, alternating, so that whatever else the machine does hits both alike."""
    for _ in range(WARM_UPS):
        ours()
        floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _together(call: Call, runs: int) -> None:
    with ThreadPoolExecutor(AT_ONCE) as callers:
        for done in [callers.submit(call) for _ in range(runs)]:
            done.result()


def _row(name: str, cost: Cost) -> None:
    at = median(cost.ours)
    figures = (
        ms(at),
        ms(_p95(cost.ours)),
        ms(median(cost.added)),
        ms(_p95(cost.added)),
        f"{at / median(cost.bare):.1f} x",
        f"{len(cost.ours) / sum(cost.ours):.0f}",
        f"{cost.together:.0f}" if cost.together else "",
    )
    print(f"  {name:<16}" + "".join(f"{figure:>14}" for figure in figures), flush=True)


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]
