"""The command in every grammar, with every kind of parser, noise and failure: one sandbox, its dialect switched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import (
    AppError,
    AuthRequired,
    BadReply,
    OutcomeUnknown,
    Rejected,
    TransportError,
    TransportUnavailable,
)
from app.membrane.cli import CliTransport
from tests.membrane.peers import program
from tests.sandbox.process import SandboxProcess

GRAMMARS = ("g1", "g2", "g3")
PARSERS = ("commander", "yargs", "oclif", "argparse", "minimist", "json")
NOISES = ("none", "stdout", "stderr", "after", "deprecated", "spinner", "colour")
ENVELOPES = ("plain", "output", "data", "array")
RUN_OUTPUTS = ("plain", "text", "nested", "bare", "document_text")
REQUEST_OUTPUTS = ("body", "status_headers_data", "output", "status_line")
ERRORS = ("both", "exit_0", "stderr_json", "text", "stack")

OpenCli = Callable[[], CliTransport]


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """The first words of every call, one line each."""
    return tmp_path / "calls"


@pytest.fixture
def open_cli(agency: SandboxProcess, tmp_path: Path, calls: Path) -> OpenCli:
    """A new transport in the same private folder, as the next process of Stint would have it."""
    wrapper = tmp_path / "membrane"
    wrapper.write_text(f'#!/bin/sh\necho "$1 $2" >> {calls}\nexec {agency.membrane_command} "$@"\n')
    wrapper.chmod(0o700)
    return lambda: CliTransport(wrapper, tmp_path / "home")


def ask(cli: CliTransport, agency: SandboxProcess, method: str, path: str, body: object = None) -> object:
    return cli.request(agency.connection_id, method, path, Deadline(60), CancelToken(), body=body).body


def lines(calls: Path) -> list[str]:
    found = calls.read_text().splitlines()
    calls.write_text("")
    return [line.strip() for line in found]


def look(cli: CliTransport, agency: SandboxProcess, clients: int = 8) -> None:
    """Find connection and action, read by both ways."""
    (connection,) = cli.connections(Deadline(60), CancelToken())
    found = cli.actions(connection.id, Deadline(60), CancelToken(), "create client")
    ids = {action.key: action.id for action in found}
    ran = cli.run(connection.id, ids["list-clients"], {}, Deadline(60), CancelToken(), write=False).body
    sent = ask(cli, agency, "GET", "/clients")
    for body in (ran, sent):
        assert isinstance(body, dict)
        assert len(body["clients"]) == clients


def write(cli: CliTransport, agency: SandboxProcess) -> None:
    """Create by both ways, each once."""
    made = cli.run(
        agency.connection_id, "create-client", {"name": "By action"}, Deadline(60), CancelToken(), write=True
    ).body
    sent = ask(cli, agency, "POST", "/clients", {"client": {"name": "By proxy"}})
    assert isinstance(made, dict)
    assert isinstance(sent, dict)
    assert (made["name"], sent["name"]) == ("By action", "By proxy")
    names = [client["name"] for client in agency.records("clients")]
    assert (names.count("By action"), names.count("By proxy")) == (1, 1)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("grammar", GRAMMARS)
def test_each_grammar_is_found_out_and_remembered(
    agency: SandboxProcess, open_cli: OpenCli, calls: Path, grammar: str, parser: str
) -> None:
    order = {"g1": "flag_first", "g2": "action_first"}.get(grammar, "any")
    agency.speak(cli_grammar=grammar, cli_parser=parser, cli_action_order=order)
    write(open_cli(), agency)  # the very first words may be a write
    assert lines(calls)[:2] == ["--version", "--help"]
    look(open_cli(), agency, 10)
    by_id = f"--connectionId={agency.connection_id}"
    way = [f"act {by_id}"] * 2 if grammar == "g3" else ["action run", f"request {agency.connection_id}"]
    asked = lines(calls)
    assert (asked[:2], asked[-2:]) == (["--version", "connection list"], way)


@pytest.mark.parametrize("noise", NOISES)
def test_an_answer_is_found_in_any_noise_and_shape(agency: SandboxProcess, open_cli: OpenCli, noise: str) -> None:
    """In each noise each shape of a run, of a list and of a proxied answer."""
    cli = open_cli()
    for number, run_output in enumerate(RUN_OUTPUTS):
        envelope, request_output = ENVELOPES[number % 4], REQUEST_OUTPUTS[number % 4]
        agency.speak(
            cli_noise=noise, cli_envelope=envelope, cli_run_output=run_output, cli_request_output=request_output
        )
        look(cli, agency)


@pytest.mark.parametrize("errors", ERRORS)
def test_a_refusal_is_a_refusal_however_it_is_told(agency: SandboxProcess, open_cli: OpenCli, errors: str) -> None:
    cli = open_cli()
    for shape in REQUEST_OUTPUTS:
        agency.speak(cli_errors=errors, cli_request_output=shape)
        with pytest.raises(Rejected) as refused:
            ask(cli, agency, "POST", "/clients", {"client": {"name": ""}})
        assert (refused.value.facts["status"], refused.value.facts["layer"]) == (422, "clientary"), shape
        with pytest.raises(Rejected) as missing:
            ask(cli, agency, "GET", "/clients/99999999")
        assert missing.value.facts["status"] == 404, shape


@pytest.mark.parametrize("grammar", ["g1", "g3"])
def test_a_failed_action_is_refused_or_unknown_never_done(
    agency: SandboxProcess, open_cli: OpenCli, grammar: str
) -> None:
    """Where only words come back nobody can say what a failed run did."""
    cli, taken = open_cli(), {"name": "x", "number": agency.records("clients")[0]["number"]}
    for errors in ERRORS:
        agency.speak(cli_errors=errors, cli_grammar=grammar)
        expected: type[AppError] = OutcomeUnknown if errors in ("text", "stack") else Rejected
        with pytest.raises(expected):
            cli.run(agency.connection_id, "0" * 24, {}, Deadline(60), CancelToken(), write=True)
        with pytest.raises(expected) as caught:
            cli.run(agency.connection_id, "create-client", taken, Deadline(60), CancelToken(), write=True)
        if expected is Rejected:
            assert (caught.value.facts["layer"], caught.value.facts["status"]) == ("clientary", 422), errors


@pytest.mark.parametrize("told", ["not_logged_in", "please", "unauthorized", "status", "prompt"])
def test_signed_out_however_it_is_told(agency: SandboxProcess, open_cli: OpenCli, told: str) -> None:
    cli = open_cli()
    agency.control("POST", "login", {"logged_in": False})
    for errors in ERRORS:
        agency.speak(cli_signed_out=told, cli_errors=errors)
        with pytest.raises(AuthRequired) as caught:
            cli.connections(Deadline(60), CancelToken())
        assert caught.value.facts["layer"] == "membrane"
    with pytest.raises(AuthRequired) as sending:
        ask(cli, agency, "POST", "/clients", {"client": {"name": "x"}})
    assert sending.value.facts["layer"] == "membrane"


def test_a_record_comes_and_goes_in_every_form(agency: SandboxProcess, open_cli: OpenCli) -> None:
    """Also where a reply has no body at all, if its status shows; else nobody can say what an empty answer means."""
    cli = open_cli()
    for shape in REQUEST_OUTPUTS:
        shows_status = shape in ("status_headers_data", "status_line")
        agency.speak(cli_request_output=shape, delete_reply="204" if shows_status else "empty_object")
        made = ask(cli, agency, "POST", "/clients", {"client": {"name": shape}})
        assert isinstance(made, dict)
        assert made["name"] == shape
        assert ask(cli, agency, "DELETE", f"/clients/{made['id']}") is None, shape


def test_clientarys_bare_401_is_not_membranes(agency: SandboxProcess, open_cli: OpenCli) -> None:
    agency.speak(cli_errors="text")
    agency.control("POST", "connection", {"clientary_token_valid": False})
    with pytest.raises(AuthRequired) as caught:
        ask(open_cli(), agency, "GET", "/clients")
    assert caught.value.facts["layer"] == "clientary"


@pytest.mark.parametrize("removed", ["request", "action run"])
def test_what_was_removed_goes_by_act(agency: SandboxProcess, open_cli: OpenCli, calls: Path, removed: str) -> None:
    agency.speak(cli_removed=[removed], cli_parser="commander", cli_connection_flag="key")
    write(open_cli(), agency)
    assert any(line.startswith("act --connectionKey") for line in lines(calls))


def test_a_version_that_cannot_do_it_is_said_and_nothing_is_sent(agency: SandboxProcess, open_cli: OpenCli) -> None:
    agency.speak(cli_removed=["request", "act"], cli_parser="yargs")
    for method in ("GET", "POST"):
        with pytest.raises(TransportUnavailable) as caught:
            ask(open_cli(), agency, method, "/clients", {"client": {"name": "x"}} if method == "POST" else None)
        assert caught.value.facts["key"] == "unsupported"
    assert agency.log() == []


def test_what_was_learned_is_unlearned(agency: SandboxProcess, open_cli: OpenCli, calls: Path) -> None:
    """A form that stops working, and then another version of the command."""
    agency.speak(cli_grammar="g1", cli_parser="commander")
    ask(open_cli(), agency, "GET", "/clients")
    agency.speak(cli_grammar="g3")
    lines(calls)
    ask(open_cli(), agency, "GET", "/clients")
    assert lines(calls) == [
        "--version",
        f"request {agency.connection_id}",
        f"act --connectionId={agency.connection_id}",
    ]
    agency.speak(cli_version="number", cli_grammar="g2")
    ask(open_cli(), agency, "GET", "/clients")
    assert lines(calls) == ["--version", "--help", f"request {agency.connection_id}"]


def test_a_damaged_memory_is_made_anew(agency: SandboxProcess, open_cli: OpenCli, calls: Path, tmp_path: Path) -> None:
    ask(open_cli(), agency, "GET", "/clients")
    (memory,) = (tmp_path / "home").glob("*.json")
    assert agency.token not in memory.read_text()
    for damage in (
        "",
        "[1]",
        '{"command": 1',
        "\x00",
        memory.read_text().replace('"forms": {', '"forms": {"x": 7, '),
    ):
        memory.write_text(damage)
        lines(calls)
        ask(open_cli(), agency, "GET", "/clients")
        assert lines(calls)[:2] == ["--version", "--help"], damage
    assert json.loads(memory.read_text())["forms"] == {"request": "request"}


@pytest.mark.parametrize("version", ["package", "number", "node", "none"])
def test_any_version_text(agency: SandboxProcess, open_cli: OpenCli, version: str) -> None:
    agency.speak(cli_version=version, cli_parser="commander")
    assert open_cli().connections(Deadline(60), CancelToken())


def test_the_unrelated_command_is_refused_in_words(agency: SandboxProcess, open_cli: OpenCli) -> None:
    agency.speak(cli_grammar="other")
    with pytest.raises(TransportUnavailable, match="another program"):
        open_cli().connections(Deadline(60), CancelToken())


def test_a_slow_first_run_is_waited_for(agency: SandboxProcess, open_cli: OpenCli) -> None:
    agency.speak(cli_slow_start_s=1)
    assert open_cli().connections(Deadline(60), CancelToken())


def test_a_first_read_goes_on_after_a_failure_that_explains_nothing(tmp_path: Path) -> None:
    """Where a parser's words are not known: a read may be said in every form, a write may not."""
    body = "if sys.argv[1] != 'act': sys.exit('Something about the words is wrong')\nprint('{\"output\": {\"id\": 1}}')"
    cli = CliTransport(program(tmp_path / "bin", body), tmp_path / "home")
    with pytest.raises(OutcomeUnknown):
        cli.request("c1", "POST", "/x", Deadline(60), CancelToken(), body={"a": 1})
    assert cli.request("c1", "GET", "/x", Deadline(60), CancelToken()).body == {"id": 1}
    assert cli.request("c1", "POST", "/x", Deadline(60), CancelToken(), body={"a": 1}).body == {"id": 1}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('print(\'{"error": {"message": "unknown option", "type": "internal"}}\')', 1),
        ('print(\'{"errors": ["Unknown command: request"]}\')', 1),
        ("sys.stderr.write('error: unknown option')", 1),
        ("sys.stderr.write('Error: invalid argument: client')", 2),
        ("sys.stderr.write('Usage: membrane request')", 1),
        ("print('Usage: membrane request')", 0),
        ("sys.stderr.write('error: unknown option --data')", 0),
        ("sys.stderr.write('Error: socket hang up')", 1),
        ("import os; os.kill(os.getpid(), 9)", 0),
        ("print('done')", 0),
    ],
)
def test_a_write_that_may_have_run_is_never_said_again(tmp_path: Path, said: str, code: int) -> None:
    """Whatever comes back after it: only a complaint about our own words lets another form be tried."""
    ran = tmp_path / "ran"
    body = f"open({str(ran)!r}, 'a').write('x')\n{said}\nsys.exit({code})"
    cli = CliTransport(program(tmp_path / "bin", body), tmp_path / "home")
    with pytest.raises(TransportError) as caught:
        cli.request("c1", "POST", "/x", Deadline(60), CancelToken(), body={"a": 1})
    assert isinstance(caught.value, OutcomeUnknown)
    assert ran.read_text() == "x"
    with pytest.raises(OutcomeUnknown):
        cli.run("c1", "a1", {}, Deadline(60), CancelToken(), write=True)
    assert ran.read_text() == "xx"
    with pytest.raises((BadReply, TransportError)):
        cli.request("c1", "GET", "/x", Deadline(60), CancelToken())
