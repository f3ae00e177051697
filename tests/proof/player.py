"""Acts on a program and on what is meant, at once.

Only acts whose outcome is certain are made: nobody changes on the web what was changed here and may not have arrived,
and nobody logs there what looks exactly like an entry whose reply is lost (the known limit of `app/sync/README.md`).
Every choice is a number, so that a generator (hypothesis, a seeded random) makes it; an act that cannot be made now
does nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from app.errors import Refused
from app.services.invoice_edits import InvoiceEdits, Kept
from app.storage.links import LinkRepository
from app.storage.outbox import ENTRY, INVOICE
from tests.proof.meant import LENGTHS, TITLES, Bill, Item, Meant, whole_seconds
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, DAY, WEBSHOP, Desk

PROJECTS = (WEBSHOP, BACKEND)
T = TypeVar("T")

Undo = Callable[[], None]


@dataclass
class Player:
    """One person at one desk, and that person in Clientary's web pages; `colleague`: another's user id there."""

    desk: Desk
    dialect: Mapping[str, Any]
    meant: Meant = field(default_factory=Meant)
    counts: Counter[str] = field(default_factory=Counter)
    colleague: int | None = None
    _last: tuple[Item, Undo] | None = None
    """The last act here that undo would take back, and what that does to what is meant."""

    @property
    def server(self) -> SandboxProcess:
        return self.desk.server

    # -- here ------------------------------------------------------------------------------------------------------

    def log(self, title: int, length: int, project: int) -> None:
        self._log(Item(_one(TITLES, title), _one(LENGTHS, length), _one(PROJECTS, project)))

    def log_twin(self, which: int) -> None:
        """Log exactly what is there already."""
        found = [item for item in self.meant.alive if not item.changed_there]
        if found:
            twin = _one(found, which)
            self._log(Item(twin.title, twin.seconds, twin.project, twin.notes))

    def edit(self, which: int, what: int, value: int) -> None:
        name = _one(("title", "seconds", "notes"), what)
        item = self.mine(which, lambda item: name not in item.changed_there)
        if item is None:
            return
        before = getattr(item, name)
        new = {"title": _other(TITLES, value, before), "seconds": _other(LENGTHS, value, before)}
        after = new.get(name, f"{before}+")
        self.desk.edit(self._entry(item), **{name: after})
        setattr(item, name, after)
        item.changed_here.add(name)
        self._did("edited", item, lambda: setattr(item, name, before))

    def move(self, which: int) -> None:
        item = self.mine(which, lambda item: not item.changed_there)
        if item is None:
            return
        before = item.project
        item.project = _other(PROJECTS, 0, before)
        self.desk.edit(self._entry(item), project=item.project)
        item.changed_here.add("project")
        self._did("moved", item, lambda: setattr(item, "project", before))

    def delete(self, which: int) -> None:
        item = self.mine(which, lambda item: not item.changed_there)
        if item is None:
            return
        self.desk.delete(self._entry(item))
        item.alive = False
        item.changed_here.add("new")
        self._did("deleted", item, lambda: setattr(item, "alive", True))

    def undo(self) -> None:
        """Take the last act back, whatever was sent meanwhile."""
        last, self._last = self._last, None
        if last is None or last[0].invoice is not None or last[0].changed_there:
            return
        self.desk.undo()
        last[1]()
        last[0].changed_here |= {"new", "title", "seconds", "notes", "project"}
        self.counts["undone"] += 1

    def bill(self, amount: int) -> None:
        """An invoice of one typed line."""
        row = self.desk.bill(f"Work {amount};1;{amount}")
        self.meant.bills.append(Bill(row.invoice.id, row.invoice.number or "", amount * 100))
        self.counts["billed"] += 1

    def bill_hours(self) -> None:
        """An invoice of all hours that are free; not while something may have changed there unseen."""
        known = {self._entry(item): item for item in self.meant.alive if self._is_here(item)}
        if self.meant.moving or not any(item.invoice is None for item in known.values()):
            return
        row = self.desk.bill_hours()
        bill = Bill(row.invoice.id, row.invoice.number or "")
        bill.items = [known[entry] for line in row.invoice.lines for entry in line.entries]
        for item in bill.items:
            item.invoice = bill
        self.meant.bills.append(bill)
        self._last = None
        self.counts["billed hours"] += 1

    def amend(self, which: int, amount: int) -> None:
        """Another typed line in place of the one that an invoice has, where it may be edited at all."""
        bills = [bill for bill in self.meant.bills if not bill.void]
        if not bills:
            return
        bill, edits = _one(bills, which), InvoiceEdits(self.desk.invoices)
        request = replace(edits.request_of(bill.id), manual=(f"Changed {amount};1;{amount}",))
        try:
            edits.amend(bill.id, request, Kept.UNTYPED)
        except Refused:  # it is being sent
            return
        bill.manual_minor = amount * 100
        self.counts["amended"] += 1

    def void(self, which: int) -> None:
        bills = [bill for bill in self.meant.bills if not bill.void]
        if bills:
            bill = _one(bills, which)
            self.desk.invoices.void(bill.id)
            bill.void = True
            self.counts["void"] += 1

    def set_clock(self, hours: int) -> None:
        """The clock of this computer is set: right, or wrong by some hours."""
        self.desk.clock.ahead_s = _one((0, 3, -5, 9), hours) * 3600
        self.counts["clock set"] += 1

    # -- there -----------------------------------------------------------------------------------------------------

    def web_log(self, title: int, length: int, project: int, *, by_colleague: bool = False) -> None:
        """Somebody logs hours on the web; a twin of ours only while nothing of ours is unsettled."""
        item = Item(_one(TITLES, title), _one(LENGTHS, length), _one(PROJECTS, project))
        item.title = item.title if self._nothing_unsettled() else self._new_title()
        item.colleague = by_colleague and self.colleague is not None
        more = {"user_id": self.colleague} if item.colleague else {}
        hours = item.there({**self.dialect, "hours_decimals": 4})[1]
        record = self.desk.web_hours(item.title, hours, item.project, date=DAY, **more)
        item.record, item.title = int(record["id"]), record["title"]  # what was kept of it is what was meant
        item.seconds = whole_seconds(Decimal(record["hours"]))
        item.changed_there = {"new"}
        self.meant.items.append(item)
        self.counts["web logged"] += 1

    def web_edit(self, which: int, what: int) -> None:
        name = _one(("title", "notes", "project"), what)
        item = self._on_the_web(which, name)
        if item is None:
            return
        if name == "project":
            item.project = _other(PROJECTS, 0, item.project)
            change: dict[str, Any] = {"project_id": self.desk.project_id(item.project)}
        else:
            text = self._new_title()
            setattr(item, name, text)
            change = {"title" if name == "title" else "description": text}
        self.server.control("PUT", f"records/hours/{item.record}", change)
        item.changed_there.add(name)
        self.counts["web edited"] += 1

    def web_delete(self, which: int) -> None:
        item = self._on_the_web(which, None)
        if item is not None:
            self.server.control("DELETE", f"records/hours/{item.record}")
            item.alive = False
            item.changed_there.add("new")
            self.counts["web deleted"] += 1

    def contest(self, which: int, how: int, *, ours: bool) -> None:
        """Change or delete here and there what was settled; whose side a person will take is known already."""
        item = self.mine(which, lambda item: item.settled and self._may_change_there(item, None))
        if item is None:
            return
        mine, theirs = self._new_title(), self._new_title()
        deleted_here, deleted_there = _one(((False, False), (True, False), (False, True)), how)
        entry, record = self._entry(item), f"records/hours/{item.record}"
        self.desk.delete(entry) if deleted_here else self.desk.edit(entry, notes=mine)
        if deleted_there:
            self.server.control("DELETE", record)
        else:
            self.server.control("PUT", record, {"description": theirs})
        item.alive = not deleted_here if ours else not deleted_there
        item.notes = mine if ours else theirs
        if deleted_here and not ours:  # it comes back as it is there
            item.take_theirs(self.dialect)
        item.contested, self._last = ours, None
        item.changed_there.add("conflict")
        self.counts["contested"] += 1

    def decide(self) -> None:
        """Decide every open conflict as it was meant to be."""
        sides = {item.entry: item.contested for item in self.meant.items}
        for row in self.desk.conflicts.entries():
            side = sides[row.entry.id]
            assert side is not None, row
            self.desk.conflicts.resolve(row.entry.id, ours=side)
            self.counts["decided"] += 1

    def web_void(self, which: int) -> None:
        """Somebody deletes an invoice on the web."""
        links = LinkRepository(self.desk.context.db)
        bills = [b for b in self.meant.bills if not b.void and links.of_local(INVOICE, b.id) is not None]
        if bills:
            bill = _one(bills, which)
            link = links.of_local(INVOICE, bill.id)
            self.server.control("DELETE", f"records/invoices/{link.remote_id if link else ''}")
            bill.void = True
            self.counts["web void"] += 1

    def _log(self, item: Item) -> None:
        item.entry = self.desk.log(item.title, item.seconds, item.project, notes=item.notes)
        item.changed_here = {"new"}
        self.meant.items.append(item)
        self._did("logged", item, lambda: setattr(item, "alive", False))

    # -- choices ---------------------------------------------------------------------------------------------------

    def mine(self, which: int, may: Callable[[Item], bool]) -> Item | None:
        """An entry that I may act on here."""
        found = self.all_mine(may)
        return _one(found, which) if found else None

    def all_mine(self, may: Callable[[Item], bool]) -> list[Item]:
        """Every entry that I may act on here."""
        return [i for i in self.meant.items if i.free and not i.colleague and self._is_mine_here(i) and may(i)]

    def done(self, what: str) -> None:
        """Something that undo is not asked to take back."""
        self._last = None
        self.counts[what] += 1

    def _is_mine_here(self, item: Item) -> bool:
        """Hours of mine that came in from the web are somebody else's until it is known who I am there."""
        return self._is_here(item) and self.desk.row(self._entry(item)).entry.person is None

    def _on_the_web(self, which: int, name: str | None) -> Item | None:
        """A record that may be changed there in that field (None: deleted) without anybody's change being lost."""
        found = [item for item in self.meant.items if item.free and self._may_change_there(item, name)]
        return _one(found, which) if found else None

    def _may_change_there(self, item: Item, name: str | None) -> bool:
        if item.changed_here & {"new", "project"} or (name in (None, "project") and item.changed_here):
            return False
        if name in item.changed_here:
            return False
        if item.entry is not None:
            link = LinkRepository(self.desk.context.db).of_local(ENTRY, item.entry)
            item.record = None if link is None else int(link.remote_id)
        return item.record is not None

    def _is_here(self, item: Item) -> bool:
        if item.entry is None and item.record is not None:
            link = LinkRepository(self.desk.context.db).of_remote(ENTRY, str(item.record))
            item.entry = None if link is None else link.local_id
        return item.entry is not None

    def _entry(self, item: Item) -> str:
        assert item.entry is not None, item
        return item.entry

    def _nothing_unsettled(self) -> bool:
        return not any(o.state in ("in_flight", "checking") for o in self.desk.operations())

    def _new_title(self) -> str:
        self.counts["titles"] += 1
        return f"Written on the web {self.counts['titles']}"

    def _did(self, what: str, item: Item, undo: Undo) -> None:
        self._last = item, undo
        self.counts[what] += 1


def _one(choices: Sequence[T], number: int) -> T:
    return choices[number % len(choices)]


def _other(choices: Sequence[T], number: int, but: T) -> T:
    return _one([choice for choice in choices if choice != but], number)
