"""`make soak`: a long campaign of work, faults and kills on real processes. Nothing may be lost, nothing doubled.

`STINT_SOAK_ROUNDS` (default 200) sets its length, `STINT_SOAK_SEED` repeats one.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, DAY, WEBSHOP, furnish
from tests.trouble.program import Program, account, environment_for

ROUNDS_VARIABLE, SEED_VARIABLE = "STINT_SOAK_ROUNDS", "STINT_SOAK_SEED"
SETTINGS = {name: os.environ.get(name, "") for name in (ROUNDS_VARIABLE, SEED_VARIABLE)}
"""Read at import: every test begins with an environment without such variables."""

HOURS = "/projects/*/hours"
WRITES = (("POST", HOURS), ("PUT", "/hours/*"), ("DELETE", "/hours/*"), ("POST", "/invoices"))
KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "cut_before"},
    {"kind": "cut_after"},
    {"kind": "late", "seconds": 0.4},
    {"kind": "status", "status": 500, "layer": "clientary", "apply": True},
    {"kind": "status", "status": 502, "layer": "membrane"},
    {"kind": "status", "status": 429, "layer": "membrane"},
    {"kind": "garbage"},
    {"kind": "delay", "seconds": 0.2},
)


@dataclass
class Campaign:
    """What was meant: by title, the seconds and the project of each entry that must exist in the end."""

    program: Program
    server: SandboxProcess
    dice: random.Random
    seed: int
    meant: dict[str, tuple[int, str]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    """Titles whose command was killed: they may exist, once, or not at all."""
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    invoices: int = 0

    def play(self, number: int) -> None:
        """One round: perhaps a fault, an act or two, and a sync that may be killed."""
        if self.dice.random() < 0.6:
            method, path = self.dice.choice(WRITES)
            rule = self.dice.choice(KINDS)
            self.faults.append(self.server.fault(**rule, method=method, path=path, skip=self.dice.randint(0, 1)))
        for _ in range(self.dice.randint(1, 2)):
            self.dice.choice((self.log, self.log, self.edit, self.move, self.delete, self.web))(number)
        if number % 20 == 19:
            self.bill(number)
        self.sync()

    def log(self, number: int) -> None:
        title = f"Entry {number}.{self.counts['logged']}"
        self.counts["logged"] += 1
        seconds = self.dice.randint(1, 500) * 60
        command = ("log", f"--title={title}", f"--duration={seconds // 60}m", "--project=webshop", f"--date={DAY}")
        if self.dice.random() < 0.2:
            if self.program.killed_after(self.dice.uniform(0.05, 0.4), *command).code == 0:
                self.meant[title] = seconds, WEBSHOP
            else:
                self.unsure.add(title)
                self.counts["logs killed"] += 1
            return
        self.program.ok(*command)
        self.meant[title] = seconds, WEBSHOP

    def edit(self, number: int) -> None:
        entry = self._any_entry()
        if entry is not None:
            minutes = self.dice.randint(1, 500)
            self.program.ok("edit", entry["id"], f"--duration={minutes}m")
            self.meant[entry["title"]] = minutes * 60, self.meant[entry["title"]][1]

    def move(self, number: int) -> None:
        entry = self._any_entry()
        if entry is not None:
            seconds, project = self.meant[entry["title"]]
            project = BACKEND if project == WEBSHOP else WEBSHOP
            self.program.ok("edit", entry["id"], f"--project={project}")
            self.meant[entry["title"]] = seconds, project

    def delete(self, number: int) -> None:
        entry = self._any_entry()
        if entry is not None and self.dice.random() < 0.5:
            self.program.ok("delete", entry["id"])
            del self.meant[entry["title"]]

    def web(self, number: int) -> None:
        title = f"Web {number}.{self.counts['web']}"
        self.counts["web"] += 1
        project = next(p["id"] for p in self.server.records("projects") if p["name"] == BACKEND)
        self.server.add("hours", title=title, hours="0.5", date=DAY, project_id=project)
        self.meant[title] = 1800, BACKEND

    def bill(self, number: int) -> None:
        """An invoice of typed lines; a fault may leave it to a later sync."""
        made = self.program.run(
            "--json", "invoice", "create", "--client=Acme", "--no-hours", "--add", f"Work {number};1;10"
        )
        self.invoices += made.code != 1
        self.counts[f"invoice create ended with {made.code}"] += 1

    def sync(self) -> None:
        if self.dice.random() < 0.5:
            done = self.program.killed_after(self.dice.uniform(0.2, 1.2), "sync", "--timeout", "10")
            self.counts["syncs killed"] += done.code < 0
        else:
            done = self.program.run("sync", "--timeout", "10")
        self.counts["syncs"] += 1
        assert "Traceback" not in done.err, done

    def clear_faults(self) -> None:
        """Count what struck, and forget the rules."""
        self.counts["faults struck"] += sum(self.server.struck(one) for one in self.faults)
        self.faults.clear()
        self.server.control("DELETE", "faults")

    def _any_entry(self) -> dict[str, Any] | None:
        """An entry of ours whose fate is certain."""
        entries = [e for e in self.program.entries() if e["title"] in self.meant and e["mine"]]
        return self.dice.choice(entries) if entries else None


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    seed = int(SETTINGS[SEED_VARIABLE] or time.time())
    with SandboxProcess(tmp_path / "server", "--empty") as server:
        furnish(server)
        program = Program(environment_for(tmp_path / "data", **account(server, "api")))
        program.sync()
        yield Campaign(program, server, random.Random(seed), seed)
        program.close()


@dataclass(frozen=True)
class Reckoning:
    """What the server holds beside what was meant; each list must be empty."""

    doubled: list[str]
    lost: list[str]
    wrong: list[str]
    extra: list[str]

    @classmethod
    def of(cls, campaign: Campaign) -> Reckoning:
        names = {int(project["id"]): project["name"] for project in campaign.server.records("projects")}
        records = campaign.server.records("hours")
        found = {r["title"]: (round(Decimal(r["hours"]) * 3600), names[int(r["project_id"])]) for r in records}
        meant = campaign.meant
        return cls(
            doubled=[title for title, count in Counter(r["title"] for r in records).items() if count > 1],
            lost=[title for title in meant if title not in found],
            wrong=[title for title, what in meant.items() if found.get(title, what) != what],
            extra=[title for title in found if title not in meant and title not in campaign.unsure],
        )


@pytest.mark.soak
def test_kills_and_faults(campaign: Campaign, capsys: pytest.CaptureFixture[str]) -> None:
    rounds = int(SETTINGS[ROUNDS_VARIABLE] or 200)
    for number in range(rounds):
        campaign.play(number)
        if number % 10 == 9:  # rules that nothing fits any more would strike at the reckoning
            campaign.clear_faults()
    campaign.clear_faults()
    campaign.program.settled()
    reckoning, invoices = Reckoning.of(campaign), campaign.server.records("invoices")
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {campaign.seed}: {rounds} rounds, {dict(campaign.counts)}, {len(campaign.server.records('hours'))}"
            f" records, {len(invoices)} invoices; doubled {len(reckoning.doubled)}, lost {len(reckoning.lost)},"
            f" wrong {len(reckoning.wrong)}, extra {len(reckoning.extra)}\n"
        )
    assert reckoning == Reckoning([], [], [], [])
    assert len(invoices) == len({one["number"] for one in invoices}) == campaign.invoices
    here = sorted(entry["title"] for entry in campaign.program.entries())
    assert here == sorted(record["title"] for record in campaign.server.records("hours"))
    assert campaign.counts["faults struck"] > 0
