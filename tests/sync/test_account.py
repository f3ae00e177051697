"""A data folder belongs to one account: it goes on with the same one, and touches nothing of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.process import SandboxProcess
from tests.sync.desk import Desk, Desks, furnish, last_seq, writes

pytestmark = pytest.mark.logs_warnings("another account is worth a warning")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A sandbox for one test: connections are not put back."""
    with SandboxProcess(tmp_path / "server", "--empty") as server:
        furnish(server)
        yield server


def connect(server: SandboxProcess, account: str) -> str:
    """A further connection; returns its id."""
    return str(server.control("POST", "connections", {"account": account, "name": "Second"})["id"])


def first_desk(desks: Desks, server: SandboxProcess) -> Desk:
    desk = desks.open(server)
    desk.log("Before") if desk.rows() else None
    desk.synced()
    desk.log("First")
    desk.synced()
    desk.log("Waiting")
    return desk


def test_another_connection_to_the_same_account_goes_on(desks: Desks, own: SandboxProcess) -> None:
    first_desk(desks, own)
    again = desks.open(own, STINT_CONNECTION_ID=connect(own, "main"))
    again.synced()
    assert sorted(r["title"] for r in own.records("hours")) == ["First", "Waiting"]
    again.quiet()


def test_a_connection_made_anew_is_taken_in_place_of_the_deleted_one(desks: Desks, own: SandboxProcess) -> None:
    """Not while the old one is listed, not one of several, and not one to another account."""
    first_desk(desks, own)
    desk = desks.open(own, STINT_CONNECTION_ID="")
    other = connect(own, "other")
    own.control("POST", "connection", {"clientary_token_valid": False})
    assert desk.sync().reason == "reconnect"
    own.control("POST", "connection", {"archived": True})
    assert desk.sync().reason == "another_account"
    connect(own, "main")
    assert desk.sync().reason == "several"
    own.control("POST", "connection", {"id": other, "archived": True})
    desk.synced()
    assert sorted(r["title"] for r in own.records("hours")) == ["First", "Waiting"]
    desk.quiet()


def test_another_account_is_left_alone(desks: Desks, own: SandboxProcess) -> None:
    first_desk(desks, own)
    other = connect(own, "other")
    client = own.ask("POST", "/_sandbox/records/clients?account=other", {"name": "Stranger"})
    project = {"name": "Theirs", "client_id": client["id"], "rate": 1}
    own.ask("POST", "/_sandbox/records/projects?account=other", project)
    again = desks.open(own, STINT_CONNECTION_ID=other)
    before, seen = again.everything(), last_seq(own)
    result = again.sync()
    assert (result.state, result.reason, result.waiting) == ("not_connected", "another_account", 1)
    assert (writes(own, seen), again.everything()) == ([], before)
    assert {row.entry.title for row in again.rows()} == {"First", "Waiting"}
    names = {row.project_name for row in again.rows()}
    assert names == {"Webshop"}
    back = desks.open(own)
    back.synced()
    assert sorted(r["title"] for r in own.records("hours")) == ["First", "Waiting"]


def test_an_empty_account_is_another_one(desks: Desks, own: SandboxProcess) -> None:
    first_desk(desks, own)
    result = desks.open(own, STINT_CONNECTION_ID=connect(own, "other")).sync()
    assert (result.state, result.reason) == ("not_connected", "another_account")


def test_the_same_connection_with_other_projects_stops(desks: Desks, own: SandboxProcess) -> None:
    desk = first_desk(desks, own)
    for project in own.records("projects"):
        own.control("DELETE", f"records/projects/{project['id']}")
    furnish(own)
    seen = last_seq(own)
    result = desk.sync()
    assert (result.state, result.reason) == ("not_connected", "another_account")
    assert writes(own, seen) == []
    assert {row.project_name for row in desk.rows()} == {"Webshop"}
    assert not any(row.deleted for row in desk.rows())


def test_several_connections_are_not_guessed_between(desks: Desks, own: SandboxProcess) -> None:
    connect(own, "main")
    result = desks.open(own, STINT_CONNECTION_ID="").sync()
    assert (result.state, result.reason) == ("not_connected", "several")


def test_two_computers_on_one_account_agree(desks: Desks, own: SandboxProcess) -> None:
    one, two = desks.open(own, "one"), desks.open(own, "two")
    one.synced()
    two.synced()
    one.log("From one")
    two.log("From two")
    one.synced()
    two.synced()
    one.clock.ahead_s = two.clock.ahead_s = 5
    one.synced()
    assert (
        {row.entry.title for row in one.rows()} == {row.entry.title for row in two.rows()} == {"From one", "From two"}
    )
    one.edit(one.titled("From two").entry.id, title="Edited by one")
    one.synced()
    two.synced()
    assert two.titled("Edited by one").entry.seconds == 3600
    two.delete(two.titled("From one").entry.id)
    two.synced()
    one.synced()
    assert {row.entry.title for row in one.rows()} == {"Edited by one"}
    for desk in (one, two):
        desk.quiet()


def test_the_same_connection_to_an_account_without_projects_is_told_by_its_staff(
    desks: Desks, own: SandboxProcess
) -> None:
    desk = first_desk(desks, own)
    for project in own.records("projects"):
        own.control("DELETE", f"records/projects/{project['id']}")
    seen = last_seq(own)
    assert desk.sync().state == "idle", "the staff is still ours: the projects are gone"
    own.add("staff", name="Somebody", email="somebody@example.com")
    for person in own.records("staff")[:-1]:
        own.control("DELETE", f"records/staff/{person['id']}")
    result = desk.sync(full=True)
    assert (result.state, result.reason) == ("not_connected", "another_account")
    assert writes(own, seen) == []
