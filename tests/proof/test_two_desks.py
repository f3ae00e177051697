"""One account, two computers, ten simulated days of logging, editing, moving and deleting on both, with faults: in the
end both show the same, and the server has each entry once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from app.storage.entries import EntryRow
from tests.proof.faults import KINDS, SKIPS, TARGETS
from tests.proof.stage import Stage
from tests.sync.desk import BACKEND, WEBSHOP, Desk, Desks

DAYS, DAY_S = 10, 86_400
ACTS_A_DAY = 5
TOUCHED = {"edit": "seconds", "note": "notes", "move": "project"}


@dataclass
class Entry:
    """What is meant by an entry, and which of its fields were changed on which desk since both agreed."""

    seconds: int
    project: str
    notes: str = ""
    touched: dict[str, int] = field(default_factory=dict)

    @property
    def values(self) -> tuple[int, str, str]:
        return self.seconds, self.project, self.notes


@dataclass
class Office:
    """Two desks of one person. A field that one has changed is left alone by the other until both have synced: what
    happens otherwise is a conflict, which is a person's to decide.
    """

    desks: tuple[Desk, Desk]
    dice: random.Random
    meant: dict[str, Entry] = field(default_factory=dict)
    struck: int = 0
    logged: int = 0

    def day(self, number: int) -> None:
        for at, desk in enumerate(self.desks):
            desk.clock.ahead_s = (number - DAYS) * DAY_S + at * 3600
        for _ in range(ACTS_A_DAY):
            self._act(self.dice.randrange(2))
        for at in (0, 1, 0):
            self._sync(self.desks[at])
        if number % 3 == 2 or number == DAYS:
            self.agree()

    def agree(self) -> None:
        """Both sync until nothing is left on either; what the second sends, the first fetches in the end."""
        for at in (0, 1, 0):
            self.desks[at].sync(full=True, retry_parked=True)
            self.desks[at].synced(full=True)
        for entry in self.meant.values():
            entry.touched.clear()

    def _act(self, at: int) -> None:
        desk, act = self.desks[at], self.dice.choice(("log", "log", "edit", "note", "move", "delete"))
        if act == "log":
            self.logged += 1
            title, project = f"Entry {self.logged} of desk {at}", self.dice.choice((WEBSHOP, BACKEND))
            seconds = self.dice.randrange(60, 9_000, 2)
            desk.log(title, seconds, project)
            self.meant[title] = Entry(seconds, project, touched={"all": at})
            return
        row = self._chosen(desk, at, TOUCHED.get(act))
        if row is not None:
            self._change(desk, at, act, row)

    def _chosen(self, desk: Desk, at: int, name: str | None) -> EntryRow | None:
        """An entry that this desk shows and that may be changed here in that field (None: moved or deleted)."""
        rows = [row for row in desk.rows() if row.entry.title in self.meant]
        found = [row for row in rows if self._may(self.meant[row.entry.title], at, name)]
        return self.dice.choice(found) if found else None

    def _may(self, entry: Entry, at: int, name: str | None) -> bool:
        others = {field for field, desk in entry.touched.items() if desk != at}
        return not others if name in (None, "project") else not others & {"all", "project", name}

    def _change(self, desk: Desk, at: int, act: str, row: EntryRow) -> None:
        entry, title = self.meant[row.entry.title], row.entry.title
        if act == "delete":
            desk.delete(row.entry.id)
            del self.meant[title]
            return
        match act:
            case "edit":
                entry.seconds = self.dice.randrange(60, 9_000, 2)
                desk.edit(row.entry.id, seconds=entry.seconds)
            case "note":
                entry.notes = f"note {self.dice.randrange(1_000)}"
                desk.edit(row.entry.id, notes=entry.notes)
            case _:
                entry.project = BACKEND if entry.project == WEBSHOP else WEBSHOP
                desk.edit(row.entry.id, project=entry.project)
        entry.touched[TOUCHED[act]] = at

    def _sync(self, desk: Desk) -> None:
        method, path = self.dice.choice(TARGETS)
        rule = self.dice.choice(list(KINDS.values()))
        fault = desk.server.fault(**rule, method=method, path=path, skip=self.dice.choice(SKIPS))
        desk.sync()
        self.struck += desk.server.struck(fault)
        desk.server.control("DELETE", "faults")


@pytest.fixture
def office(stage: Stage, tmp_path: Path) -> Iterator[Office]:
    with stage.campaign({}) as cycles:
        desks = Desks(tmp_path / "second")
        second = desks.open(stage.server)
        second.synced()
        yield Office((cycles.player.desk, second), random.Random(3))
        desks.close()


@pytest.mark.logs_warnings("many deletions on the other desk raise the guard's question")
def test_ten_days(office: Office) -> None:
    for number in range(1, DAYS + 1):
        office.day(number)
    meant = {title: entry.values for title, entry in office.meant.items()}
    for desk in office.desks:
        here = {r.entry.title: (r.entry.seconds, r.project_name or "", r.entry.notes) for r in desk.rows()}
        assert here == meant
        desk.quiet()
    server = office.desks[0].server
    names = {int(project["id"]): project["name"] for project in server.records("projects")}
    records = server.records("hours")
    there = {
        r["title"]: (round(Decimal(r["hours"]) * 3600), names[int(r["project_id"])], r.get("description") or "")
        for r in records
    }
    assert (there, len(records)) == (meant, len(meant))
    assert office.struck > 0
