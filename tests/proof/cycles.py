"""Sync cycles that go wrong in chosen ways, the clean ones that settle everything, and the reckoning after them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.entries import EntrySync
from app.domain.hours_marks import mark_of, split_mark, with_mark
from app.domain.invoices import InvoiceStatus
from app.errors import Cancelled
from app.services.sync import SyncService
from app.storage.ledger import BillingLedger
from app.sync.marks import STILL_LISTED
from app.sync.result import SyncResult
from tests.proof.faults import HANG, KINDS, Rule
from tests.proof.fragile import Crash, FragileDatabase
from tests.proof.interrupted import InterruptedDatabase
from tests.proof.meant import Bill, Reckoning, Shown, compared
from tests.proof.player import Player
from tests.sandbox.process import wait_until
from tests.sync.desk import last_seq

PATIENT_S = 60.0
"""Settle time of the cycles under way: longer than their time, so that none waits; what is unsettled stays so."""
PROMPT_S = 1.0
CANCEL_S = 0.25
MOST_CYCLES = 10
DEADLINE_S = 60.0

Struck = tuple[str, str, str, int]
"""A fault's name, the method and path that it strikes, and how many such requests it lets pass first."""


@dataclass
class Cycles:
    """Runs a player's syncs."""

    player: Player

    def run(self, *faults: Struck, full: bool = False, prompt: bool = False) -> None:
        """A cycle during which the faults may strike."""
        with self._in_force([_rule(one) for one in faults]):
            self._note(self._cycle(self._context(PROMPT_S if prompt else PATIENT_S), full=full), full)

    def cancelled(self, method: str, path: str) -> None:
        """A cycle that is cancelled while the server does not answer."""
        token = CancelToken()
        timer = threading.Timer(CANCEL_S, token.set)
        with self._in_force([{**HANG, "method": method, "path": path}]):
            timer.start()
            try:
                self._note(self._cycle(self._context(PATIENT_S), token=token), False)
            except Cancelled:
                self.player.counts["cancelled"] += 1
            finally:
                timer.cancel()
                timer.join()

    def crashed(self, commits: int, *faults: Struck, after: bool) -> None:
        """A cycle during which the program dies at that commit, if it gets that far."""
        patient = self._context(PATIENT_S)
        database = FragileDatabase(patient.config.folder.database, commits, after=after)
        context = AppContext(patient.config, patient.clock, patient.zone, database)
        try:
            with self._in_force([_rule(one) for one in faults]):
                self._note(self._cycle(context), False)
        except Crash:
            self.player.counts["crashed"] += 1
        finally:
            context.close()

    def meanwhile(self, commits: int, act: Callable[[], None], *faults: Struck) -> None:
        """A cycle during which the person acts, right after that commit, if it gets that far."""
        patient = self._context(PATIENT_S)
        database = InterruptedDatabase(patient.config.folder.database, commits, act)
        context = AppContext(patient.config, patient.clock, patient.zone, database)
        try:
            with self._in_force([_rule(one) for one in faults]):
                self._note(self._cycle(context), False)
        finally:
            self.player.counts["acted meanwhile"] += database.happened
            context.close()

    def offline(self, seconds: float = 0.2) -> None:
        """A cycle while nothing can be reached."""
        server = self.player.server
        server.control("POST", "offline", {"seconds": seconds})
        result = self._cycle(self._context(PATIENT_S))
        self.player.counts["offline"] += result.state == "offline"
        self.back_online()

    def back_online(self) -> None:
        """Wait until the server can be reached again."""
        wait_until(self._answers, DEADLINE_S, "the network")

    def unhurt(self) -> None:
        """A cycle whose trouble is not of our making; it is counted if it was broken off."""
        result = self._cycle(self._context(PATIENT_S))
        self.player.counts["broken off"] += result.state == "offline" or bool(result.checking)
        self._note(result, False)

    def settle(self) -> None:
        """Clean cycles until nothing is left to do; fails the test if that takes too many."""
        for _ in range(MOST_CYCLES):
            result = self._cycle(self._context(PROMPT_S), full=True, retry_parked=True)
            self._note(result, True)
            if _is_clean(result):
                return
            self.player.decide()
            if result.questions:
                self.player.desk.conflicts.resolve_deletions(ours=False)
        raise AssertionError(f"it never settled: {result}, {self.player.desk.operations()}")

    def reckoned(self) -> Reckoning:
        """What is there and here, beside what was meant."""
        player = self.player
        doubled, lost, extra = compared(player.meant.there(player.dialect), self._there())
        return Reckoning(doubled, lost, extra, self._wrong_here(), self._wrong_money())

    # -- how -------------------------------------------------------------------------------------------------------

    def _context(self, settle_s: float) -> AppContext:
        context = self.player.desk.context
        config = context.config._replace(settle_seconds=settle_s)
        return AppContext(config, context.clock, context.zone, context.db)

    def _cycle(
        self, context: AppContext, *, full: bool = False, retry_parked: bool = False, token: CancelToken | None = None
    ) -> SyncResult:
        self.player.counts["cycles"] += 1
        service = SyncService(context, token or CancelToken())
        return service.run(timeout_s=30, full=full, retry_parked=retry_parked)

    def _note(self, result: SyncResult, full: bool) -> None:
        if full and _is_clean(result):
            self.player.meant.all_settled()

    @contextmanager
    def _in_force(self, rules: Sequence[Rule]) -> Iterator[None]:
        """The rules are over, and what they let happen late has happened, when this is left."""
        server = self.player.server
        before = last_seq(server)
        ids = [server.fault(**rule) for rule in rules]
        try:
            yield
        finally:
            shown = {one["id"]: int(one["struck"]) for one in server.control("GET", "faults")["faults"]}
            server.control("DELETE", "faults")
            self.player.counts["faults struck"] += sum(shown[one] for one in ids)
            late = {one for one, rule in zip(ids, rules, strict=True) if rule["kind"] == "late"}
            if late:
                wait_until(lambda: not self._to_come(before, late), DEADLINE_S, "a late request")

    def _to_come(self, after: int, late: set[str]) -> list[Any]:
        return [one for one in self.player.server.log(after) if one["fault"] in late and not one["applied"]]

    def _answers(self) -> bool:
        try:
            self.player.server.control("GET", "dialect")
        except OSError:
            return False
        return True

    def _there(self) -> Counter[Shown]:
        return Counter(self._records().values())

    def _records(self) -> dict[int, Shown]:
        """Without the line that marks hours as billed, which is no part of what is meant."""
        projects = {int(p["id"]): p["name"] for p in self.player.server.records("projects")}
        return {
            int(r["id"]): (
                r["title"], str(Decimal(r["hours"]).normalize()), projects[int(r["project_id"])],
                split_mark(r.get("description") or "")[0],
            )
            for r in self.player.server.records("hours")
        }  # fmt: skip

    def _wrong_here(self) -> list[str]:
        """Entries that are not as meant, or do not stand for the record that they should."""
        player, records = self.player, self._records()
        rows = player.desk.rows()
        found = Counter((r.entry.title, r.entry.seconds, r.project_name or "", r.entry.notes) for r in rows)
        meant = player.meant.here()
        wrong = [f"not meant: {one}" for one in (found - meant).elements()]
        wrong += [f"gone: {one}" for one in (meant - found).elements()]
        wrong += [f"{row.entry.title} is {row.sync}" for row in rows if row.sync is not EntrySync.SYNCED]
        by_id = {str(row.entry.id): row for row in rows}
        for item in player.meant.alive:
            row = by_id.get(item.entry or "")
            if row is not None and records.get(int(row.remote_id or 0)) != item.there(player.dialect):
                wrong.append(f"{item} stands for {records.get(int(row.remote_id or 0))}")
        return wrong + [f"left over: {operation}" for operation in player.desk.operations()]

    def _wrong_money(self) -> list[str]:
        player, ledger = self.player, BillingLedger(self.player.desk.context.db)
        live = {bill.number: bill for bill in player.meant.bills if not bill.void}
        cancelled = int(InvoiceStatus.CANCELLED)
        numbers = [r["number"] for r in player.server.records("invoices") if int(r["status"]) != cancelled]
        wrong = [f"invoices {sorted(numbers)}, meant {sorted(live)}"] if sorted(numbers) != sorted(live) else []
        wrong += [text for bill in live.values() for text in self._wrong_bill(bill, ledger)]
        for item in player.meant.alive:
            state = ledger.state_of(item.entry) if item.entry else None
            if state != (None if item.invoice is None else "billed"):
                wrong.append(f"{item.title} is {state} in the ledger")
        return wrong + self._wrong_marks()

    def _wrong_marks(self) -> list[str]:
        """Hours that name another invoice in Clientary than the one that bills them, or none although it fits."""
        player, wrong = self.player, list[str]()
        descriptions = {str(r["id"]): r.get("description") or "" for r in player.server.records("hours")}
        rows = {str(row.entry.id): row for row in player.desk.rows()}
        for item in player.meant.alive:
            row = rows.get(item.entry or "")
            wanted = None if item.invoice is None else mark_of(item.invoice.number)
            limit = player.dialect["title_max"]
            fits = limit is None or len(with_mark(item.notes, wanted)) <= limit
            found = None if row is None else split_mark(descriptions.get(row.remote_id or "", ""))[1]
            if row is not None and found != (wanted if fits else None):
                wrong.append(f"{item.title} is marked {found}, meant {wanted}")
        return wrong

    def _wrong_bill(self, bill: Bill, ledger: BillingLedger) -> list[str]:
        here = self.player.desk.invoices.row(bill.id).invoice
        there = [r for r in self.player.server.records("invoices") if r["number"] == bill.number]
        lines = there[0]["items"] if there else []
        sent = sum((Decimal(item["quantity"]) * Decimal(item["price"]) for item in lines), Decimal(0))
        amounts = (here.total_minor, here.server_total_minor, int(sent * 100))
        wrong = [] if set(amounts) == {bill.total_minor} else [f"{bill.number}: {amounts}, meant {bill.total_minor}"]
        entries = {item.entry for item in bill.items}
        return wrong + ([] if set(ledger.entries_of(bill.id)) == entries else [f"{bill.number} bills other hours"])


def _rule(one: Struck) -> Rule:
    name, method, path, skip = one
    return {**KINDS[name], "method": method, "path": path, "skip": skip}


def _is_clean(result: SyncResult) -> bool:
    left = result.waiting + result.checking + result.parked + result.conflicts + result.questions
    problems = [problem for problem in result.problems if STILL_LISTED not in problem]  # a server that cuts the mark
    return result.state == "idle" and left == 0 and not problems
