"""Signing in and connecting as the window and the command line drive it, in this process against one sandbox."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cancel import CancelToken, Deadline
from app.context import AppContext, build
from app.errors import Cancelled, NotFound, UserInputError
from app.services.connect_states import (
    ActionRequired,
    Advice,
    AnotherAccount,
    ChooseConnection,
    CodeBox,
    Failed,
    NeedSignIn,
    NoConnection,
    OpenInBrowser,
    Ready,
    Signed,
    SignIn,
    State,
)
from app.services.connecting import Connecting
from app.services.sync import SyncService
from app.settings import SettingsFile
from tests.sandbox.process import SandboxProcess, browse


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(tmp_path_factory.mktemp("connecting"), "--empty") as process:
        process.add("clients", name="Known here")
        yield process


@pytest.fixture
def sandbox(server: SandboxProcess) -> Iterator[SandboxProcess]:
    """The sandbox as it began; connections that a case made are archived afterwards."""
    yield server
    server.control("DELETE", "faults")
    server.speak(
        connections_listed="stored",
        browser_step="granted",
        new_connection="ready",
        connection_app="integration",
        proxy="open",
    )
    server.control("POST", "connection", {"id": server.connection_id, "state": "READY", "disconnected": False})
    for other in server.ask("GET", "/connections?limit=1000")["items"][1:]:
        server.control("POST", "connection", {"id": other["id"], "archived": True})


class Person:
    """Someone at this computer: opens what is shown, and hears what is reported."""

    def __init__(self, root: Path, sandbox: SandboxProcess, **environment: str) -> None:
        self.root, self.sandbox = root, sandbox
        self.environment = {"MEMBRANE_API_URL": sandbox.url, **environment}
        self.heard: list[State] = []
        self.codes = CodeBox()
        self.acts: list[Any] = []
        """What to do at each state that is reported, in order."""

    def hear(self, state: State) -> None:
        self.heard.append(state)
        if self.acts and not isinstance(state, Signed):
            self.acts.pop(0)(state)

    def context(self) -> AppContext:
        return build(self.environment, data_dir=str(self.root))

    def does(self, step: str, *arguments: Any, wanted: str | None = None, seconds: float = 30) -> State:
        """One step of the wizard or the command, each with objects of its own."""
        context = self.context()
        try:
            with Connecting(context, "api", report=self.hear, codes=self.codes, wanted=wanted) as flow:
                state: State = getattr(flow, step)(*arguments, Deadline(seconds), CancelToken())
                return state
        finally:
            context.close()


@pytest.fixture
def person(tmp_path: Path, sandbox: SandboxProcess) -> Person:
    """Signed in by a token of the environment."""
    return Person(tmp_path / "data", sandbox, MEMBRANE_TOKEN=sandbox.token)


def press(sandbox: SandboxProcess, button: str = "allow") -> Any:
    """Press a button on the page of a state."""

    def act(state: Any) -> None:
        sandbox.control("POST", "browser", {"url": state.url, "press": button})

    return act


def test_signing_in_with_a_code_that_a_person_copies(tmp_path: Path, sandbox: SandboxProcess) -> None:
    person = Person(tmp_path / "data", sandbox)
    assert isinstance(person.does("look"), NeedSignIn)

    def copy(state: Any) -> None:
        answered = sandbox.control("POST", "browser", {"url": state.url, "press": "allow"})
        person.codes.give(f" {answered['location']}\n")

    person.acts = [lambda _state: person.codes.give("http://127.0.0.1:1/callback?code=x&state=other"), copy]
    state = person.does("sign_in")
    assert isinstance(state, Ready)
    asked = [one for one in person.heard if isinstance(one, SignIn)]
    assert [one.problem for one in asked] == [None, "this address belongs to another sign-in"]
    assert person.heard[-1] == Signed("owner@sandbox.example", "no_keyring")
    assert {check.what: check.count for check in state.checks} == {
        "staff": 1, "clients": 1, "projects": 0, "tasks": 0, "invoices": 0,
    }  # fmt: skip
    assert SettingsFile(tmp_path / "data/settings.json").load().account_transport == "api"
    person.does("sign_out")
    assert isinstance(person.does("look"), NeedSignIn)


def test_nobody_comes_or_says_no(tmp_path: Path, sandbox: SandboxProcess) -> None:
    person = Person(tmp_path / "data", sandbox)
    assert person.does("sign_in", seconds=1) == Failed("nobody signed in within the time", Advice.TRY_AGAIN)
    browsers: list[threading.Thread] = []

    def deny(state: Any) -> None:
        browsers.append(threading.Thread(target=browse, args=(state.url, "deny")))
        browsers[0].start()  # it waits for the page on which it ends, which only this sign-in can show

    person.acts = [deny]
    assert person.does("sign_in") == Failed("the sign-in was turned down on its page", Advice.TRY_AGAIN)
    browsers[0].join(30)


def test_a_token_of_the_environment_that_is_refused_is_not_signed_over(tmp_path: Path, sandbox: SandboxProcess) -> None:
    person = Person(tmp_path / "data", sandbox, MEMBRANE_TOKEN="old")
    for step in ("look", "sign_in"):
        state = person.does(step)
        assert isinstance(state, Failed)
        assert "MEMBRANE_TOKEN" in state.reason


def test_a_new_connection_is_followed_until_it_can_be_used(person: Person) -> None:
    sandbox = person.sandbox
    sandbox.speak(connections_listed="none", new_connection="action_required", ensure_takes="nothing")
    sandbox.speak(browser_step="waits")
    assert person.does("look") == NoConnection()

    def lose_answers_then_press(state: Any) -> None:
        sandbox.fault(kind="status", status=502, layer="membrane", times=2)
        press(sandbox)(state)

    person.acts = [press(sandbox), lose_answers_then_press]
    try:
        state = person.does("create")
    finally:
        sandbox.speak(ensure_takes="appUrl")
    assert isinstance(state, Ready)
    assert state.connection.id != sandbox.connection_id
    assert [type(one) for one in person.heard[-2:]] == [OpenInBrowser, ActionRequired]


def test_one_of_several_is_chosen_by_a_person_only(person: Person) -> None:
    sandbox = person.sandbox
    second = sandbox.control("POST", "connections", {"name": "Second"})["id"]
    state = person.does("look")
    assert isinstance(state, ChooseConnection)
    assert {one.id for one in state.connections} == {sandbox.connection_id, second}
    assert isinstance(person.does("choose", second), Ready)
    state = person.does("look")
    assert isinstance(state, Ready)
    assert state.connection.id == second
    with pytest.raises(NotFound):
        person.does("choose", "nobody")


def test_another_account_is_noticed_before_it_is_chosen(person: Person) -> None:
    context = person.context()
    try:
        config = context.config._replace(transport="api")
        assert (
            SyncService(AppContext(config, context.clock, context.zone, context.db), CancelToken()).run().state
            == "idle"
        )
    finally:
        context.close()
    other = person.sandbox.control("POST", "connections", {"account": "other", "name": "Clientary (other)"})["id"]
    assert isinstance(person.does("look"), ChooseConnection), "a person looks because something is to be decided"
    assert isinstance(person.does("choose", other), AnotherAccount)
    assert isinstance(person.does("look", wanted=other), AnotherAccount)
    assert SettingsFile(person.root / "settings.json").load().account_connection_id == ""


def test_a_connection_without_an_app_is_offered_but_never_taken(person: Person) -> None:
    person.sandbox.speak(connection_app="none")
    state = person.does("look")
    assert isinstance(state, NoConnection)
    assert [one.id for one in state.others] == [person.sandbox.connection_id]
    assert isinstance(person.does("choose", state.others[0].id), Ready)


@pytest.mark.parametrize("proxy", ["absent", "forbidden"])
def test_a_connection_that_serves_actions_only_can_be_used(person: Person, proxy: str) -> None:
    person.sandbox.speak(proxy=proxy)
    state = person.does("look")
    assert isinstance(state, Ready), state
    found = {check.what: (check.count, check.problem is None) for check in state.checks}
    assert found["clients"] == (1, True)
    assert found["staff"] == (None, False)


def test_a_dead_connection_keeps_its_id(person: Person) -> None:
    person.sandbox.control("POST", "connection", {"disconnected": True})
    state = person.does("look")
    assert isinstance(state, Failed)
    assert (state.advice, state.connection is not None) == (Advice.RECONNECT, True)
    person.sandbox.speak(browser_step="waits")
    person.acts = [press(person.sandbox, "deny")]
    assert isinstance(person.does("reconnect", person.sandbox.connection_id), Failed)
    person.acts = [press(person.sandbox)]
    state = person.does("reconnect", person.sandbox.connection_id)
    assert isinstance(state, Ready)
    assert state.connection.id == person.sandbox.connection_id


def test_giving_up_ends_the_wait(person: Person) -> None:
    person.sandbox.control("POST", "connection", {"state": "CLIENT_ACTION_REQUIRED"})
    cancel, context = CancelToken(), person.context()
    flow = Connecting(context, "api", report=lambda _state: cancel.set())
    try:
        with pytest.raises(Cancelled):
            flow.wait(person.sandbox.connection_id, Deadline(60), cancel)
    finally:
        flow.close()
        context.close()


def test_what_cannot_be_a_token_is_refused_before_it_is_sent(person: Person) -> None:
    after = person.sandbox.log()[-1]["seq"] if person.sandbox.log() else 0
    for token in ("", "two words", "naïve"):
        with pytest.raises(UserInputError):
            person.does("use_token", token)
    assert person.sandbox.log(after) == []
