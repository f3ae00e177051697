"""The command transport against programs that hang, shout, crash, or are something else."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, BadReply, Cancelled, Offline, OutcomeUnknown, Rejected, TransportUnavailable
from app.membrane.cli import CliTransport
from app.membrane.process import ProcessOverdue, run_process
from tests.membrane.peers import program
from tests.sandbox.process import SandboxProcess, wait_until

ECHO = """
import json, os
print(json.dumps({"argv": sys.argv[1:], "cwd": os.getcwd(), "stdin": sys.stdin.read(), "ci": os.environ["CI"],
                  "no_color": os.environ["NO_COLOR"], "group": os.getpgrp() == os.getpid()}))
"""

SHELL_IDENTITY = """case "$*" in
--version) echo "@membranehq/cli 1.18.3"; exit ;;
--help) echo "Commands: login, search, connect, connection, action, request"; exit ;;
esac"""


def transport(tmp_path: Path, body: str, **how: str) -> CliTransport:
    return CliTransport(program(tmp_path / "bin", body, **how), tmp_path / "home")


def get(cli: CliTransport, seconds: float = 20.0, cancel: CancelToken | None = None) -> object:
    return cli.request("c1", "GET", "/x", Deadline(seconds), cancel or CancelToken()).body


def post(cli: CliTransport, seconds: float = 20.0) -> object:
    return cli.request("c1", "POST", "/x", Deadline(seconds), CancelToken(), body={"a": 1}).body


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"


def test_how_the_command_is_called(tmp_path: Path) -> None:
    cli = transport(tmp_path, ECHO)
    seen = cli.request(
        "c1", "POST", "/a/b", Deadline(20), CancelToken(), query={"page": "1", "x": "a b"}, body={"t": "-é"}
    ).body
    assert isinstance(seen, dict)
    assert seen["argv"] == [
        "request", "c1", "/a/b", "--method=POST", "--header=Accept: application/json",
        "--header=Content-Type: application/json", "--query=page=1", "--query=x=a b", '--data={"t":"-é"}',
    ]  # fmt: skip
    assert (seen["cwd"], seen["stdin"], seen["ci"], seen["no_color"]) == (str(tmp_path / "home"), "", "1", "1")
    assert seen["group"] is True
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    ran = cli.run("c1", "a1", {"id": 5}, Deadline(20), CancelToken(), write=True).body
    assert isinstance(ran, dict)
    assert ran["argv"] == ["action", "run", "--connectionId=c1", "a1", '--input={"id":5}', "--json"]


def test_each_call_is_a_process_but_its_identity_is_asked_once(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    identity = f"import sys\nopen({str(log)!r}, 'a').write(sys.argv[1] + '\\n')\n"
    identity += "if sys.argv[1] == '--version': print('1.18.3'); raise SystemExit\n"
    cli = transport(tmp_path, "print('{}')", identity=identity)
    for _ in range(3):
        get(cli)
    assert log.read_text().split() == ["--version", "--help", "request", "request", "request"]


@pytest.mark.parametrize(
    "identity",
    [
        "import sys\nprint('Usage: membrane connect <client> | connect complete <code> | credentials | catalog')\n"
        "sys.exit()",
        "import sys\nprint('true (GNU coreutils) 9.1')\nsys.exit()",
        "import sys\nprint('hello')\nsys.exit()",
        "import sys\nsys.exit(2)\n",
        "import os\nos.kill(os.getpid(), 11)\n",
        "import sys\nsys.exit(127)\n",
    ],
)
def test_another_program_of_that_name_is_refused(tmp_path: Path, identity: str) -> None:
    done = tmp_path / "done"
    cli = transport(tmp_path, f"open({str(done)!r}, 'w')", identity=identity)
    for call in (get, post):
        with pytest.raises(TransportUnavailable):
            call(cli)
    assert not done.exists()


@pytest.mark.parametrize("listing", ['{"items": []}', "[]", '{"type": "bad_request", "key": "x", "message": "m"}'])
def test_where_neither_says_anything_the_list_of_connections_decides(tmp_path: Path, listing: str) -> None:
    identity = "import sys\nif sys.argv[1].startswith('--'): sys.exit('unknown option')\n"
    body = f"print({listing!r} if sys.argv[1] == 'connection' else '{{}}')"
    assert get(transport(tmp_path, body, identity=identity)) == {}


@pytest.mark.parametrize(
    "said",
    ["1.0.0", "Update available: 1.1 -> 1.2\n1.1.0", "v1.18.3", "membrane/1.2.0 linux-x64 node-v20", "version 2.1"],
)
def test_any_version_is_enough_where_the_help_says_nothing(tmp_path: Path, said: str) -> None:
    identity = f"import sys\nif sys.argv[1] == '--version': print({said!r}); sys.exit()\n"
    identity += "if sys.argv[1] == '--help': sys.exit(1)\n"
    assert get(transport(tmp_path, "print('{}')", identity=identity)) == {}


def test_a_command_that_cannot_be_started(tmp_path: Path) -> None:
    missing = CliTransport(tmp_path / "membrane", tmp_path / "home")
    not_executable = program(tmp_path / "a", "")
    not_executable.chmod(0o600)
    no_interpreter = program(tmp_path / "b", "", shebang="/no/such/python")
    no_program = program(tmp_path / "c", "")
    no_program.write_bytes(b"\x00\x01\x02")
    for cli in (
        missing,
        *(CliTransport(path, tmp_path / "home") for path in (not_executable, no_interpreter, no_program)),
    ):
        for call in (get, post):
            with pytest.raises(TransportUnavailable):
                call(cli)


def test_a_hanging_command_is_killed_with_all_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    # A shell is there at once; Python may need longer to start on a busy machine than the calls here have.
    body = f"trap '' TERM; sleep 60 & echo $$ $! >>'{pids}'; wait"
    cli = transport(tmp_path, body, identity=SHELL_IDENTITY, shebang="/bin/sh")
    get_error, post_error = pytest.raises(Offline), pytest.raises(OutcomeUnknown)
    started = time.monotonic()
    with get_error:
        get(cli, 2)
    with post_error as caught:
        post(cli, 1)
    assert time.monotonic() - started < 40
    assert caught.value.facts["answered"] == 0
    started_pids = [int(pid) for pid in pids.read_text().split()]
    assert len(started_pids) == 4
    wait_until(lambda: not any(map(alive, started_pids)), what="the end of every process")


def test_cancel_releases_and_kills(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    cli = transport(tmp_path, f"""
import os, subprocess, time
child = subprocess.Popen(["sleep", "60"])
with open({str(pids)!r}, "w") as file: print(os.getpid(), child.pid, file=file)
time.sleep(60)
""")  # fmt: skip
    cancel = CancelToken()
    ended: list[float] = []

    def call() -> None:
        try:
            get(cli, 60, cancel)
        except Cancelled:
            ended.append(time.monotonic())

    thread = threading.Thread(target=call)
    thread.start()
    wait_until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    cancelled = time.monotonic()
    cancel.set()
    thread.join(10)
    assert ended[0] - cancelled < 10
    for pid in map(int, pids.read_text().split()):
        wait_until(lambda pid=pid: not alive(pid))  # type: ignore[misc]  # a lambda that keeps the loop's value


def test_a_child_that_keeps_the_pipe_does_not_hold_up_the_answer(tmp_path: Path) -> None:
    cli = transport(tmp_path, """
import subprocess
subprocess.Popen(["sleep", "60"])
print('{"id": 1}')
""")  # fmt: skip
    started = time.monotonic()
    assert get(cli) == {"id": 1}
    assert time.monotonic() - started < 40


def test_endless_output_is_cut_off(tmp_path: Path) -> None:
    cli = transport(tmp_path, "while True: print('x' * 100_000)")
    with pytest.raises(BadReply):
        get(cli)
    with pytest.raises(OutcomeUnknown):
        post(cli)


def test_much_noise_on_standard_error_blocks_nothing(tmp_path: Path) -> None:
    cli = transport(tmp_path, "sys.stderr.write('warning ' * 500_000)\nprint('{\"id\": 1}')")
    assert get(cli) == {"id": 1}


@pytest.mark.parametrize(
    ("body", "for_write", "for_read"),
    [
        ('print(\'{"items": [{"id": 1},\')', OutcomeUnknown, BadReply),
        ("print('<html><body>Bad Gateway</body></html>')", OutcomeUnknown, BadReply),
        ("pass", OutcomeUnknown, BadReply),
        ("sys.exit(1)", OutcomeUnknown, BadReply),
        ("sys.exit('Error: something odd')", OutcomeUnknown, BadReply),
        ("raise RuntimeError('stack')", OutcomeUnknown, BadReply),
        ("import os; os.kill(os.getpid(), 9)", OutcomeUnknown, BadReply),
        ("sys.exit('Error: connect ECONNREFUSED 127.0.0.1:1')", OutcomeUnknown, Offline),
        ("sys.exit('Not logged in. Run membrane login --tenant')", AuthRequired, AuthRequired),
        ("print('Not logged in. Run `membrane login`')", AuthRequired, AuthRequired),
    ],
)
def test_answers_that_mean_little(tmp_path: Path, body: str, for_write: type, for_read: type) -> None:
    cli = transport(tmp_path, body)
    with pytest.raises(for_write):
        post(cli)
    with pytest.raises(for_read):
        get(cli)
    with pytest.raises(for_write):
        cli.run("c1", "a1", {}, Deadline(20), CancelToken(), write=True)


def test_a_payload_beyond_one_argument_is_refused_before_anything_runs(tmp_path: Path) -> None:
    done = tmp_path / "done"
    cli = transport(tmp_path, f"open({str(done)!r}, 'w'); print('{{}}')", identity="")
    with pytest.raises(Rejected) as caught:
        cli.request("c1", "POST", "/x", Deadline(20), CancelToken(), body={"t": "x" * 130_000})
    assert (caught.value.facts["status"], caught.value.facts["key"]) == (0, "too_large")
    assert not done.exists()


def test_nothing_secret_is_in_the_argument_vector(sandbox: SandboxProcess, tmp_path: Path) -> None:
    log = tmp_path / "argv"
    wrapper = tmp_path / "wrapper"
    wrapper.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {log}\nexec {sandbox.membrane_command} "$@"\n')
    wrapper.chmod(0o700)
    CliTransport(wrapper, tmp_path / "home").connections(Deadline(20), CancelToken())
    assert sandbox.token not in log.read_text()


def test_run_process_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    env = {"PATH": os.environ["PATH"]}
    finished = run_process(
        ["/bin/echo", "é"], cwd=tmp_path, env=env, deadline=Deadline(10), cancel=CancelToken(), max_bytes=100
    )
    assert (finished.code, finished.out) == (0, "é\n".encode())
    with pytest.raises(ProcessOverdue):
        run_process(
            ["/bin/sleep", "30"], cwd=tmp_path, env=env, deadline=Deadline(0.1), cancel=CancelToken(), max_bytes=100
        )
    wait_until(lambda: set(threading.enumerate()) <= before, what="the end of every thread")


def test_what_left_the_group_holds_nobody_up(tmp_path: Path) -> None:
    before, pid_file, cancel = set(threading.enumerate()), tmp_path / "pid", CancelToken()
    script = f"setsid sleep 60 & echo $! > {pid_file}; sleep 60"

    def stop() -> None:
        wait_until(lambda: pid_file.exists() and pid_file.read_text().endswith("\n"))
        cancel.set()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(Cancelled):
        run_process(
            ["/bin/sh", "-c", script], cwd=tmp_path, env={"PATH": os.environ["PATH"]}, deadline=Deadline(30),
            cancel=cancel, max_bytes=100,
        )  # fmt: skip
    thread.join(30)
    os.kill(int(pid_file.read_text()), signal.SIGKILL)  # it is there still: nobody waited for its end
    wait_until(lambda: set(threading.enumerate()) <= before, what="the end of every thread")


def test_the_answer_is_json_as_python_writes_it(tmp_path: Path) -> None:
    value = {"text": '\U0001f600 \\ " \n', "number": 1}
    assert get(transport(tmp_path, f"print({json.dumps(json.dumps(value))})")) == value
