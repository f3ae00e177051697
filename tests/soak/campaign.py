"""Work, faults and kills on real processes, and what was meant by all of it.

A command that was killed may have done its work or not; which of the two it was is read from the data file right
after, and anything in between is a failure. From then on it is certain, like everything that was answered.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.proof.faults import KINDS, SKIPS, TARGETS
from tests.sandbox.process import SandboxProcess
from tests.soak.born import BornProgram
from tests.sync.desk import BACKEND, DAY, WEBSHOP, last_seq
from tests.trouble.program import Ended

COLD_EVERY = 25
"""So many kills between two of a process that was started cold."""
SYNC_S = "10"
Meant = tuple[int, str]
"""Seconds and project of an entry."""


@dataclass
class Campaign:
    """`meant`: by title, what every entry must be in the end; `kills`: by what was under way."""

    program: BornProgram
    server: SandboxProcess
    dice: random.Random
    folder: Path
    meant: dict[str, Meant] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    numbers: set[str] = field(default_factory=set)
    """Numbers of the invoices that must be there."""

    @property
    def killed(self) -> int:
        return self.kills.total()

    def play(self, number: int) -> None:
        """One round: an act or two, each perhaps killed, and a sync with faults that is probably killed."""
        acts = (self.log, self.log, self.log, self.edit, self.move, self.delete, self.web)
        for _ in range(self.dice.randint(1, 2)):
            self.dice.choice(acts)()
        if number % 8 == 7:
            self.bill()
        if number % 12 == 11:
            self.migrate()
        self.sync(number)

    # -- acts ------------------------------------------------------------------------------------------------------

    def log(self) -> None:
        title, minutes = self._new("Entry"), self.dice.randint(1, 500)
        command = ("log", f"--title={title}", f"--duration={minutes}m", "--project=webshop", f"--date={DAY}")
        self._act("edit", title, None, (minutes * 60, WEBSHOP), *command)

    def edit(self) -> None:
        entry = self._any()
        if entry is not None:
            minutes, before = self.dice.randint(1, 500), self.meant[entry["title"]]
            after = (minutes * 60, before[1])
            self._act("edit", entry["title"], before, after, "edit", entry["id"], f"--duration={minutes}m")

    def move(self) -> None:
        entry = self._any()
        if entry is not None:
            before = self.meant[entry["title"]]
            after = (before[0], BACKEND if before[1] == WEBSHOP else WEBSHOP)
            self._act("edit", entry["title"], before, after, "edit", entry["id"], f"--project={after[1]}")

    def delete(self) -> None:
        entry = self._any()
        if entry is not None and self.dice.random() < 0.5:
            self._act("edit", entry["title"], self.meant[entry["title"]], None, "delete", entry["id"])

    def web(self) -> None:
        """Somebody logs hours on the web: work for the pull."""
        title = self._new("Web")
        project = next(p["id"] for p in self.server.records("projects") if p["name"] == BACKEND)
        self.server.add("hours", title=title, hours="0.5", date=DAY, project_id=project)
        self.meant[title] = 1800, BACKEND

    def bill(self) -> None:
        """An invoice of a typed line, sent at once; killed, it may be there or not."""
        command = ("--json", "invoice", "create", "--client=Acme", "--no-hours", "--add", f"{self._new('Work')};1;10")
        if self.dice.random() < 0.6:
            done = self._kill("invoice", self.dice.uniform(0.02, 0.5), *command)
        else:
            done = self.program.run(*command)
        assert "Traceback" not in done.err, done
        here = {i["number"] for i in self.program.ok("invoice", "list")["invoices"] if i["number"]}
        new = here - self.numbers
        assert len(new) == 1 if done.code in (0, 3, 4) else len(new) <= 1, (done, new)
        self.numbers = here

    def migrate(self) -> None:
        """A newer build opens a copy of the data and is killed while it migrates; then it opens it in peace."""
        copy = self.folder / f"copy{self.counts['copies']}"
        self.counts["copies"] += 1
        before = self.program.ok("entries", "--limit=100000")["entries"]
        shutil.copytree(self.program.environment["STINT_DATA_DIR"], copy)
        for _ in range(3):
            done = self.program.newer(copy, self.dice.uniform(0.0, 0.06), "status")
            self.kills["migration"] += done.code < 0
        done = self.program.newer(copy, None, "--json", "entries", "--limit=100000")
        assert done.code == 0, done
        assert [(e["id"], e["seconds"]) for e in done.json["entries"]] == [(e["id"], e["seconds"]) for e in before]
        shutil.rmtree(copy)

    def sync(self, number: int) -> None:
        faults = []
        if self.dice.random() < 0.6:
            method, path = self.dice.choice(TARGETS)
            rule = self.dice.choice(list(KINDS.values()))
            faults.append(self.server.fault(**rule, method=method, path=path, skip=self.dice.choice(SKIPS)))
        seen = last_seq(self.server)
        if self.dice.random() < 0.8:
            done = self._kill("", self._instant(number), "sync", "--timeout", SYNC_S, cold=number % COLD_EVERY == 0)
            if done.code < 0:
                self.kills[self._under_way(seen)] += 1
        else:
            done = self.program.run("sync", "--timeout", SYNC_S)
        self.counts["syncs"] += 1
        assert "Traceback" not in done.err, done
        self.counts["faults struck"] += sum(self.server.struck(one) for one in faults)
        self.server.control("DELETE", "faults")

    # -- the end ---------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Clean syncs until nothing is left, what was refused on the way among it."""
        for _ in range(8):
            done = self.program.run("--json", "sync", "--timeout", "60", "--full", "--retry-parked")
            if done.code == 0 and done.json["waiting"] == 0:
                return
        raise AssertionError(done)

    def wrong(self) -> dict[str, list[str]]:
        """What is there and here beside what was meant; each list must be empty."""
        names = {int(project["id"]): project["name"] for project in self.server.records("projects")}
        records = self.server.records("hours")
        found = {r["title"]: (round(Decimal(r["hours"]) * 3600), names[int(r["project_id"])]) for r in records}
        here = {e["title"]: (e["seconds"], e["project"]["name"]) for e in self._entries()}
        invoices = Counter(invoice["number"] for invoice in self.server.records("invoices"))
        return {
            "doubled": [t for t, count in Counter(r["title"] for r in records).items() if count > 1]
            + [number for number, count in invoices.items() if count > 1],
            "lost": [title for title in self.meant if title not in found] + sorted(self.numbers - invoices.keys()),
            "wrong": [title for title, what in self.meant.items() if found.get(title, what) != what],
            "extra": [title for title in found if title not in self.meant] + sorted(invoices.keys() - self.numbers),
            "here": [title for title in here.keys() | found.keys() if here.get(title) != found.get(title)],
        }

    # -- how -------------------------------------------------------------------------------------------------------

    def _act(self, kind: str, title: str, before: Meant | None, after: Meant | None, *command: str) -> None:
        """A command that turns what is meant by a title from one thing into another, or is killed."""
        if self.dice.random() < 0.35:
            done = self._kill(kind, self.dice.uniform(0.005, 0.12), *command)
        else:
            done = self.program.run(*command)
            assert done.code == 0, done
        is_now = after
        if done.code < 0:
            found = [e for e in self._entries() if e["title"] == title]
            is_now = (found[0]["seconds"], found[0]["project"]["name"]) if found else None
            assert len(found) <= 1, (command, found)
            assert is_now in (before, after), (command, is_now)
        if is_now is None:
            self.meant.pop(title, None)
        else:
            self.meant[title] = is_now

    def _kill(self, kind: str, seconds: float, *command: str, cold: bool = False) -> Ended:
        kill = self.program.cold_killed_after if cold else self.program.killed_after
        done = kill(seconds, *command)
        if kind and done.code < 0:
            self.kills[kind] += 1
        return done

    def _instant(self, number: int) -> float:
        """When to kill a sync: mostly while it reads and sends, which it does within the first half second."""
        return self.dice.uniform(0.3, 1.5) if number % COLD_EVERY == 0 else self.dice.triangular(0.01, 0.9, 0.15)

    def _under_way(self, seen: int) -> str:
        """What a killed sync was at: its last request tells."""
        methods = [one["clientary"]["method"] for one in self.server.log(seen) if one["clientary"] is not None]
        return "push" if any(method != "GET" for method in methods) else "pull"

    def _new(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind} {self.counts[kind]}"

    def _entries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.program.ok("entries", "--limit=100000")["entries"]
        return found

    def _any(self) -> dict[str, Any] | None:
        entries = [e for e in self._entries() if e["title"] in self.meant and e["mine"]]
        return self.dice.choice(entries) if entries else None
