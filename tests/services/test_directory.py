"""Clients and projects with what is unbilled, and their latest entries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.ids import ClientId, InvoiceId, ProjectId
from app.domain.invoices import Invoice, InvoiceStatus
from app.services.directory import Directory
from app.services.status import Unbilled
from app.settings import Settings
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.invoices import InvoiceRepository
from tests.services.invoice_making import desk_at

SETTINGS = Settings()


def test_unbilled_hours_by_project_and_client(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.project("hosting", "50", currency="USD")
        desk.project("retainer", None)
        desk.entry("one", 3600)
        desk.entry("two", 1800)
        desk.entry("three", 3600, "hosting")
        desk.project("flat", "900", kind=2)
        desk.entry("four", 900, "retainer")
        desk.entry("five", 1200, "flat")
        directory = Directory(desk.db, SETTINGS)
        found = {project.row.project.name: project.unbilled for project in directory.projects()}
        assert found == {
            "Flat": Unbilled("EUR", 0, 1200, fixed_s=1200),
            "Hosting": Unbilled("USD", 5_000, 3600),
            "Retainer": Unbilled("EUR", 0, 900),
            "Webshop": Unbilled("EUR", 13_500, 5400),
        }
        (client,) = directory.clients()
        assert client.unbilled == (Unbilled("EUR", 13_500, 7500, 1200), Unbilled("USD", 5_000, 3600))
        assert client.unbilled_seconds == 9900
        assert [project.row.project.name for project in client.projects] == ["Flat", "Hosting", "Retainer", "Webshop"]


def test_a_project_without_a_rate_takes_the_usual_one(tmp_path: Path) -> None:
    settings = Settings(billing_default_rate="80", billing_currency="CHF")
    with desk_at(tmp_path) as desk:
        desk.client("globex", None)
        desk.project("retainer", None, client_id="globex")
        desk.entry("one", 3600, "retainer")
        listing = next(p for p in Directory(desk.db, settings).projects() if p.id == "retainer")
        assert (str(listing.rate), listing.default_rate, listing.currency) == ("80", True, "CHF")
        assert listing.unbilled == Unbilled("CHF", 8_000, 3600)


def test_the_entries_of_a_client_come_newest_first_from_all_of_its_projects(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.project("hosting")
        desk.client("globex")
        desk.project("retainer", client_id="globex")
        for number, project in enumerate(("webshop", "hosting", "retainer", "hosting", "webshop")):
            desk.entry(str(number), 60, project, date=f"2026-03-0{number + 1}")
        repository, wanted, before = EntryRepository(desk.db), EntryFilter(client_id=ClientId("acme")), None
        pages = []
        while rows := repository.page(wanted, 3, before):
            pages.append([row.entry.id for row in rows])
            before = rows[-1].position
        assert pages == [["4", "3", "1"], ["0"]]
        assert [row.entry.id for row in repository.page(wanted._replace(words=("4",)), 3)] == ["4"]


def test_a_search_pages_through_words_and_their_beginnings_newest_first(tmp_path: Path) -> None:
    """Also where whole words would fill a page, and where many words begin so."""
    words = ("form", "form", "forms", "form", "Formé", "format", "other", "forms", "Form")
    with desk_at(tmp_path) as desk:
        repository = EntryRepository(desk.db)
        with desk.db.write():
            for number, word in enumerate((*words, *(f"form{n}a" for n in range(10)))):
                entry = desk.entry(f"{number:02}", 60, date=f"2026-03-{number + 1:02}")
                repository.save(entry._replace(title=f"{word} blue work{number}"))
        expected: dict[tuple[str, ...], int] = {
            ("form",): 18, ("FORM",): 18, ("Formé",): 1, ("forma",): 1, ("forms",): 2, ("fo",): 18, ("f",): 18,
            ("work",): 19, ("blue", "form"): 18, ("form-", "blu"): 4, ("-", "forms"): 2, ("formx",): 0,
        }  # fmt: skip
        for searched, hits in expected.items():
            wanted, before, found = EntryFilter(words=searched), None, list[str]()
            while rows := repository.page(wanted, 2, before):
                found += [row.entry.id for row in rows]
                before = rows[-1].position
            assert found == [entry.id for entry in reversed(repository.entries(wanted))], searched
            assert len(found) == hits, searched


def test_what_a_client_owes(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk, desk.db.write():
        due = {"1": ("acme", "2026-01-31", InvoiceStatus.SENT), "2": ("acme", "2026-03-31", InvoiceStatus.VIEWED)}
        due |= {"3": ("acme", "2026-01-31", InvoiceStatus.DRAFT), "4": ("acme", "2026-01-31", InvoiceStatus.PAID)}
        for number, (client, day, status) in due.items():
            invoice = Invoice(InvoiceId(number), ClientId(client), "2026-01-01", day, "EUR", (), status=status)
            owing = replace(invoice, number=number, total_minor=100, balance_minor=100)
            InvoiceRepository(desk.db).save(owing, 0)
        (owed,) = Directory(desk.db, SETTINGS).owed(ClientId("acme"), "2026-03-05")
        assert (owed.invoices, owed.outstanding_minor, owed.late_minor) == (2, 200, (0, 100, 0, 0))
        assert Directory(desk.db, SETTINGS).owed(ClientId("globex"), "2026-03-05") == []


def test_recent_entries_of_several_projects_come_newest_first(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.project("hosting")
        for number in range(4):
            project = "webshop" if number % 2 else "hosting"
            desk.entry(f"entry-{number}", 60, project, date=f"2026-03-0{number + 1}")
        both = (ProjectId("webshop"), ProjectId("hosting"))
        rows = Directory(desk.db, SETTINGS).recent(both, limit=3)
        assert [row.entry.id for row in rows] == ["entry-3", "entry-2", "entry-1"]
        assert Directory(desk.db, SETTINGS).recent(()) == []
