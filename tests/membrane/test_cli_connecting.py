"""Signing in and connecting by the command, in every grammar: one sandbox, its dialect switched."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, Cancelled, NotConnected, OutcomeUnknown, Rejected, TransportUnavailable
from app.membrane.cli_connecting import CliConnector
from app.membrane.cli_conversation import address_in, named_address
from app.membrane.connecting import ConnectStep, PendingConnection, PendingSignIn, SignInStep
from tests.membrane.peers import program
from tests.sandbox.process import SandboxProcess, browse, wait_until

LOGINS = ("exits", "waits", "start")
NAMES = ("optional", "required", "unknown")
OUTPUTS = ("connection", "id", "connectionId", "nested", "resultConnectionId", "output", "text")
CODE = "SANDBOX-CODE"
_T = TypeVar("_T")


def limit() -> tuple[Deadline, CancelToken]:
    return Deadline(60), CancelToken()


@pytest.fixture
def connector(agency: SandboxProcess, tmp_path: Path) -> Iterator[CliConnector]:
    """The connector; connections that a test makes are put away afterwards."""
    opened = CliConnector(Path(agency.membrane_command), tmp_path / "home")
    yield opened
    opened.close()
    agency.control("POST", "login", {"logged_in": True})
    agency.speak(connections_listed="stored", connection_id_name="id")
    for made in agency.ask("GET", "/connections")["items"]:
        if made["id"] != agency.connection_id:
            agency.control("POST", "connection", {"id": made["id"], "archived": True})


def until(poll: Callable[[], _T], fits: Callable[[_T], bool]) -> _T:
    """The first step that fits."""
    found: list[_T] = []

    def look() -> bool:
        found[:] = [poll()]
        return fits(found[0])

    wait_until(look, 60)
    return found[0]


def page_of(pending: PendingSignIn) -> SignInStep:
    return until(lambda: pending.poll(0.2, *limit()), lambda step: step.url is not None)


def made_by(pending: PendingConnection) -> ConnectStep:
    return until(lambda: pending.poll(0.2, *limit()), lambda step: step.connection_id is not None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", LOGINS)
def test_signing_in_by_code(agency: SandboxProcess, connector: CliConnector, how: str, name: str) -> None:
    parser, stream = ("commander", "stdout") if name == "optional" else ("yargs", "stderr")
    agency.speak(cli_login=how, cli_client_name=name, cli_parser=parser, cli_url_stream=stream)
    agency.control("POST", "login", {"logged_in": False})
    with pytest.raises(AuthRequired):
        connector.account(*limit())
    pending = connector.sign_in(*limit())
    try:
        step = page_of(pending)
        assert step == SignInStep(f"{agency.url}/oauth/authorize?client_id=membrane-cli", code_wanted=True)
        assert "Invalid or expired code" in (pending.give("wrong", *limit()).problem or "")
        assert pending.give("--help", *limit()).problem == "that is not a code"
        assert pending.give(f"  {CODE}\n", *limit()).done
    finally:
        pending.close()
    assert connector.account(*limit()).label == "owner@sandbox.example"


def test_signing_in_by_the_page_alone(agency: SandboxProcess, connector: CliConnector) -> None:
    """The command goes on waiting, and ends when somebody is signed in."""
    agency.speak(cli_login="waits", cli_noise="spinner")
    agency.control("POST", "login", {"logged_in": False})
    pending = connector.sign_in(*limit())
    try:
        page_of(pending)
        agency.control("POST", "login", {"logged_in": True})
        until(lambda: pending.poll(0.2, *limit()), lambda step: step.done)
    finally:
        pending.close()


def test_finishing_a_sign_in_that_another_process_began(agency: SandboxProcess, connector: CliConnector) -> None:
    agency.control("POST", "login", {"logged_in": False})
    with pytest.raises(AuthRequired, match="Invalid"):
        connector.finish_sign_in("wrong", *limit())
    connector.finish_sign_in(f"http://127.0.0.1:1/callback?code={CODE}&state=x", *limit())
    assert connector.connections(*limit())
    connector.sign_out(*limit())
    with pytest.raises(AuthRequired):
        connector.connections(*limit())


@pytest.mark.parametrize("grammar", ["g1", "g2"])
def test_who_is_signed_in(agency: SandboxProcess, connector: CliConnector, grammar: str) -> None:
    """G1 has no `status`: there the list of connections tells."""
    agency.speak(cli_grammar=grammar, cli_parser="commander")
    assert connector.account(*limit()).label == {"g1": None, "g2": "owner@sandbox.example"}[grammar]
    agency.control("POST", "login", {"logged_in": False})
    with pytest.raises(AuthRequired):
        connector.account(*limit())


@pytest.mark.parametrize("grammar", ["g1", "g2", "g3"])
def test_looking_at_one_connection(agency: SandboxProcess, connector: CliConnector, grammar: str) -> None:
    agency.speak(cli_grammar=grammar, cli_parser="oclif")
    for wait_s in (0.0, 1.0):
        found = connector.connection(agency.connection_id, *limit(), wait_s=wait_s)
        assert (found.id, found.usable) == (agency.connection_id, True)
    agency.control("POST", "connection", {"state": "CLIENT_ACTION_REQUIRED"})
    waiting = connector.connection(agency.connection_id, *limit(), wait_s=1)
    assert (waiting.usable, waiting.client_action is not None) == (False, True)
    with pytest.raises(Rejected) as caught:
        connector.connection("0" * 24, *limit())
    assert caught.value.facts["key"] == "not_found"


@pytest.mark.parametrize(
    ("switches", "found"),
    [
        ({"cli_grammar": "g3"}, True),
        ({"cli_ensure": "intent", "ensure_takes": "intent"}, True),
        ({"cli_ensure": "word", "ensure_takes": "intent"}, True),
        ({"cli_ensure": "word", "ensure_takes": "intent", "cli_errors": "text"}, True),
        ({"ensure_takes": "nothing"}, False),
        ({"cli_grammar": "g1", "cli_parser": "yargs"}, False),
        ({"cli_grammar": "g1", "cli_parser": "minimist"}, False),
    ],
)
def test_finding_or_making_the_connection(
    agency: SandboxProcess, connector: CliConnector, switches: dict[str, object], found: bool
) -> None:
    agency.speak(**switches)
    ensured = connector.ensure(*limit())
    assert (ensured.id if ensured is not None else None) == (agency.connection_id if found else None)


@pytest.mark.parametrize("grammar", ["g1", "g2", "g3"])
def test_a_new_connection_in_every_grammar_and_shape(
    agency: SandboxProcess, connector: CliConnector, grammar: str
) -> None:
    agency.speak(connections_listed="none", search_neighbours=True, cli_grammar=grammar, cli_parser="commander")
    for output in OUTPUTS:
        agency.speak(cli_connect_output=output, cli_url_stream="stdout" if output in ("id", "text") else "stderr")
        pending = connector.connect(*limit())
        try:
            step = made_by(pending)
        finally:
            pending.close()
        (made,) = agency.ask("GET", "/connections")["items"]
        assert step.connection_id == made["id"] != agency.connection_id, output
        assert (step.url or "").startswith(f"{agency.url}/connect/"), output
        agency.control("POST", "connection", {"id": made["id"], "archived": True})


def test_the_page_is_handed_out_while_the_command_waits(agency: SandboxProcess, connector: CliConnector) -> None:
    agency.speak(browser_step="waits", connections_listed="none")
    pending = connector.connect(*limit())
    try:
        waiting = until(lambda: pending.poll(0.2, *limit()), lambda step: step.url is not None)
        assert waiting.url is not None
        assert waiting.connection_id is None
        browse(waiting.url)
        assert made_by(pending).connection_id != agency.connection_id
    finally:
        pending.close()


def test_a_page_that_is_turned_down_or_left(agency: SandboxProcess, connector: CliConnector) -> None:
    agency.speak(browser_step="waits")
    pending = connector.connect(*limit())
    try:
        url = until(lambda: pending.poll(0.2, *limit()), lambda step: step.url is not None).url
        assert url is not None
        browse(url, "deny")
        with pytest.raises(NotConnected) as caught:
            made_by(pending)
        assert caught.value.facts["reason"] == "cancelled"
    finally:
        pending.close()
    left = connector.connect(*limit())
    until(lambda: left.poll(0.2, *limit()), lambda step: step.url is not None)
    began = time.monotonic()
    left.close()  # the test fails if the process goes on
    assert time.monotonic() - began < 20


def test_connecting_anew_keeps_the_id(agency: SandboxProcess, connector: CliConnector) -> None:
    agency.control("POST", "connection", {"disconnected": True})
    agency.speak(cli_grammar="g3", cli_parser="yargs", cli_connect_output="text")
    pending = connector.reconnect(agency.connection_id, *limit())
    try:
        assert made_by(pending).connection_id == agency.connection_id
    finally:
        pending.close()
    assert connector.connection(agency.connection_id, *limit()).usable
    agency.speak(cli_grammar="g1")
    old = connector.reconnect(agency.connection_id, *limit())
    try:
        with pytest.raises(NotConnected) as caught:
            made_by(old)
        assert caught.value.facts["reason"] == "failed"
        assert "this version of the membrane command cannot do that" in caught.value.detail
    finally:
        old.close()


def test_cancel_releases_whoever_waits(agency: SandboxProcess, connector: CliConnector) -> None:
    agency.speak(browser_step="waits")
    pending, cancel = connector.connect(*limit()), CancelToken()
    until(lambda: pending.poll(0.2, *limit()), lambda step: step.url is not None)
    released: list[float] = []

    def wait() -> None:
        try:
            pending.poll(60, Deadline(60), cancel)
        except Cancelled:
            released.append(time.monotonic())

    thread = threading.Thread(target=wait)
    thread.start()
    cancelled = time.monotonic()
    cancel.set()
    thread.join(10)
    pending.close()
    assert released
    assert released[0] - cancelled < 0.4


# -- odd programs ------------------------------------------------------------------------------------------------------


def odd(tmp_path: Path, body: str) -> CliConnector:
    return CliConnector(program(tmp_path / "bin", body), tmp_path / "home")


def test_a_request_that_is_handed_out_at_once_is_followed(tmp_path: Path) -> None:
    """`connect` may print a pending request and end: then the list of connections tells when it is done."""
    made = tmp_path / "made"
    connector = odd(tmp_path, f"""
import json, os
if sys.argv[1] == "connection":
    items = [{{"id": "c2", "name": "Clientary", "state": "READY"}}] if os.path.exists({str(made)!r}) else []
    print(json.dumps({{"items": items}}))
elif sys.argv[1] == "search":
    sys.exit("error: unknown command 'search'")
elif sys.argv[1] == "connect":
    print(json.dumps({{"requestId": "r1", "url": "https://ui.example.com/c/r1?a=1&b=2", "status": "pending"}}))
""")  # fmt: skip
    pending = connector.connect(*limit())
    step = until(lambda: pending.poll(0.1, *limit()), lambda step: step.url is not None)
    assert step == ConnectStep("https://ui.example.com/c/r1?a=1&b=2")
    assert pending.poll(0.1, *limit()).connection_id is None
    made.touch()
    assert made_by(pending).connection_id == "c2"
    pending.close()


def test_a_connection_that_nobody_can_name_is_unknown(tmp_path: Path) -> None:
    connector = odd(tmp_path, """
if sys.argv[1] == "connection": print('{"items": []}')
elif sys.argv[1] == "search": print('{"items": []}')
else: print("Done")
""")  # fmt: skip
    pending = connector.connect(*limit())
    with pytest.raises(OutcomeUnknown):
        made_by(pending)
    pending.close()


def test_a_sign_in_without_a_page_says_why(tmp_path: Path) -> None:
    connector = odd(tmp_path, """
if sys.argv[1] == "login": sys.exit("Error: no workspace")
sys.exit("Not logged in. Run membrane login")
""")  # fmt: skip
    pending = connector.sign_in(*limit())
    with pytest.raises(AuthRequired, match="no workspace"):
        page_of(pending)
    pending.close()


def test_a_hanging_command_does_not_outlive_its_owner(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    connector = odd(tmp_path, f"""
import os, time
if sys.argv[1] != "login": sys.exit("Not logged in. Run membrane login")
open({str(pid)!r}, "w").write(str(os.getpid()))
sys.stdout.write("open https://ui.example.com/oauth/authorize?x=1"); sys.stdout.flush()
time.sleep(60)
""")  # fmt: skip
    pending = connector.sign_in(*limit())
    assert page_of(pending).url == "https://ui.example.com/oauth/authorize?x=1"
    pending.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_no_command_is_said(tmp_path: Path) -> None:
    connector = CliConnector(tmp_path / "none", tmp_path / "home")
    for call in (connector.account, connector.sign_in, connector.connections, connector.connect):
        with pytest.raises(TransportUnavailable):
            call(*limit())


def test_the_page_among_other_addresses() -> None:
    page = "https://ui.getmembrane.com/oauth/authorize?a=1&b=2"
    assert address_in(f"See https://example.org/news.\nOpen: {page}\n", complete=False) == page
    assert address_in(f"Open {page}", complete=False) is None
    assert address_in(f"Open {page}", complete=True) == page
    escaped = page.replace("/", r"\/").replace("&", r"\u0026")
    assert address_in(f'{{"url":"{escaped}"}}', complete=True) == page
    logo = "https://static.membrane.example/clientary.png"
    listed = f'{{"id": "c1", "integration": {{"logoUri": "{logo}", "appUrl": "https://acme.clientary.com/connect"}}'
    assert address_in(listed, complete=False) is None, "what a connection is drawn with is no page to open"
    assert address_in(f'{listed}, "clientAction": {{"uiUrl": "{page}"}}}}', complete=False) == page
    assert address_in(f"Logo: {logo} \nOpen: '{page}'\n", complete=False) == page
    assert address_in("ftp://x http:// javascript:alert(1)", complete=True) is None
    assert named_address({"output": {"authorizationUrl": page}}) == page
    assert named_address({"output": {"url": "file:///etc/passwd"}}) is None
