"""Two processes that bill at the same instant: every hour and every number is given once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.domain.ids import ClientId
from app.services.invoice_request import InvoiceRequest
from tests.services.invoice_making import Desk, desk_at

RACER = Path(__file__).with_name("billing_racer.py")
ROUNDS = 12

Racer = subprocess.Popen[str]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as desk:
        yield desk


@pytest.fixture
def racers(desk: Desk) -> Iterator[list[Racer]]:
    with ExitStack() as stack:
        started = [stack.enter_context(start(desk.db.path)) for _ in range(2)]
        for racer in started:
            assert answer(racer) == {"ready": True}
        yield started
        for racer in started:
            assert racer.stdin is not None
            racer.stdin.close()
        assert [racer.wait(30) for racer in started] == [0, 0]


def start(database: Path) -> Racer:
    return subprocess.Popen(
        [sys.executable, str(RACER), str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def answer(racer: Racer) -> dict[str, object]:
    assert racer.stdout is not None
    said = json.loads(racer.stdout.readline())
    assert isinstance(said, dict)
    return said


def race(racers: list[Racer], *lines: str) -> list[dict[str, object]]:
    """Give each racer its line, then read both answers."""
    for racer, line in zip(racers, lines, strict=True):
        assert racer.stdin is not None
        racer.stdin.write(line + "\n")
        racer.stdin.flush()
    return [answer(racer) for racer in racers]


def test_the_same_hours_are_billed_once(desk: Desk, racers: list[Racer]) -> None:
    for number in range(ROUNDS):
        client = desk.client(f"client-{number}")
        project = desk.project(f"project-{number}", client_id=client)
        desk.entry(f"entry-{number}", 3600, project)
        answers = race(racers, client, client)
        assert sorted(key for said in answers for key in said) == ["number", "refused"]
        refused = next(str(said["refused"]) for said in answers if "refused" in said)
        assert "nothing to bill" in refused
    invoices = desk.invoices.list()
    assert sorted(int(row.invoice.number or 0) for row in invoices) == list(range(1, ROUNDS + 1))
    assert sorted(e for row in invoices for line in row.invoice.lines for e in line.entries) == sorted(
        f"entry-{number}" for number in range(ROUNDS)
    )


def test_the_next_number_is_given_once(desk: Desk, racers: list[Racer]) -> None:
    for number in range(ROUNDS):
        clients = [desk.client(f"client-{number}-{side}") for side in "ab"]
        for client in clients:
            desk.entry(f"entry-{client}", 3600, desk.project(f"project-{client}", client_id=client))
        said = [str(one["number"]) for one in race(racers, *clients)]
        assert sorted(said, key=int) == [str(2 * number + 1), str(2 * number + 2)]


def test_a_chosen_number_is_given_once(desk: Desk, racers: list[Racer]) -> None:
    for number in range(ROUNDS):
        clients = [desk.client(f"client-{number}-{side}") for side in "ab"]
        for client in clients:
            desk.entry(f"entry-{client}", 3600, desk.project(f"project-{client}", client_id=client))
        answers = race(racers, *(f"{client} R-{number:03}" for client in clients))
        assert sorted(key for said in answers for key in said) == ["number", "refused"]
        refused = next(str(said["refused"]) for said in answers if "refused" in said)
        assert f"R-{number + 1:03}" in refused
        loser = clients[next(side for side, said in enumerate(answers) if "refused" in said)]
        assert desk.ledger(f"entry-{loser}") is None
        assert desk.invoices.preview(InvoiceRequest(ClientId(loser))).invoice.number == f"R-{number + 1:03}"
