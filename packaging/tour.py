"""The main job in the window, done from outside with pointer and keys on a virtual display, pictured and proved.

`tour.py [--where-possible] [FOLDER]` leaves its pictures there (default: build/tour) and ends with 0 only if every
check holds. Where a program of the virtual display is missing it ends with 1, or with 0 where it is asked for only as
far as possible; it says so either way.
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
from album import Album
from demo import STINT, Server, Shell, check, check_hours, say
from person import Person
from virtual_desktop import MissingProgram, VirtualDesktop, temporary_home, wait_for

from app.sandbox.launch import SandboxLease

ROOT = Path(__file__).resolve().parents[1]
PROJECT, CLIENT = "Reservation page", "Brasserie Lumeau"
OTHER_CLIENT = "Pinecrest Outdoor Co."
TIMED = "table layout"
LOGGED = {"address validation": "1h20 reservation page: address validation #design", "call with the owner": ""}
PDF_NAME = "invoice.pdf"
RUNS_S = 3.2
SYNC_S = 90.0
A_MOMENT_S = 0.7
"""Nobody clicks faster than this: two clicks within it would be a double click."""
RENDERED = 4
"""So many looks without a change, and the preview of an invoice shows the form as it is."""
WHERE_POSSIBLE = "--where-possible"


class Tour:
    """One walk through a Stint that a person sees for the first time."""

    def __init__(self, person: Person, desktop: VirtualDesktop, album: Album, server: Server) -> None:
        self._person, self._desktop, self._album, self._server = person, desktop, album, server
        self.told = ""
        """What the window said of the new invoice."""

    def first_look(self) -> None:
        """The sandbox's records arrive by themselves."""
        self._person.see("Synced", "label", contains=True, seconds=SYNC_S)
        self._album.window("start")

    def run_timer(self) -> None:
        """Title, project, start, stop; then send it, which also tells Stint who of the team this is."""
        person = self._person
        person.click("What are you working on?", "text")
        person.type(TIMED)
        person.open_popup("Project: none", "push button")
        person.type(PROJECT.lower())
        self._album.screen("choose-project")
        person.key("Return")
        person.wait_popup_closed()
        person.see(f"Project: {PROJECT}", "push button", contains=True)
        person.click("Start the timer", "push button", contains=True)
        self._picture_running()
        person.click("Stop the timer", "push button", contains=True)
        person.see("Start the timer", "push button", contains=True)
        say(f"  started and stopped the timer on {PROJECT} in the window")

    def quick_log(self) -> None:
        """Log finished work in the popup of the tray icon."""
        for title, line in LOGGED.items():
            self._open_quick_log()
            self._person.type(line or f"35m {PROJECT.lower()}: {title}")
            time.sleep(A_MOMENT_S)
            self._album.screen("quick-log")
            self._person.key("Return")
            self._person.wait_popup_closed()
        say(f"  logged {len(LOGGED)} entries in the popup of the tray icon")

    def sync(self) -> None:
        """F5, until the server has our three entries."""
        self._person.key("F5")
        titles = {TIMED, *LOGGED}
        wait_for(
            lambda: titles <= {str(r["title"]) for r in self._server.hours().values()}, "the entries there", SYNC_S
        )
        self._person.see("Everything is sent", "label", contains=True, seconds=SYNC_S)
        self._person.wait_gone("Logged: ", contains=True)
        say("  synced with F5")

    def create_invoice(self) -> None:
        """Everything unbilled of one client, with a tax, created by a double click on the button."""
        person = self._person
        person.click("Invoices", "check box")
        person.click("New invoice", "push button")
        person.see(CLIENT, "combo box")
        person.open_popup("Add a tax", "push button")
        person.key("Up")  # the last one: another tax than those of former invoices
        person.key("Return")
        person.wait_popup_closed()
        person.click("Label of tax 1", "text")
        person.type("VAT")
        person.key("Tab")
        person.type("20")
        self._album.window("invoice-form", still=RENDERED)
        create = person.click("Create in Clientary", "push button")
        person.click_at(*create.middle)
        person.see("Mark them", "push button")  # asked with the first invoice
        self._album.screen("mark-hours")
        person.click("Mark them", "push button")
        self.told = person.see("is in Clientary", contains=True, seconds=SYNC_S).name
        self._album.window("invoice-created")
        say("  created an invoice with a double click on the button")

    def save_pdf(self) -> None:
        """The new invoice as a PDF, through the file dialog."""
        person, file = self._person, self._album.folder / PDF_NAME
        person.open_popup("Save as PDF…", "push button")
        person.wait_popup_focused()
        time.sleep(A_MOMENT_S)
        person.key("ctrl+a")
        person.type(str(file))
        person.key("Return")
        person.wait_popup_closed()
        wait_for(lambda: file.exists() and file.stat().st_size > 0, "the PDF", SYNC_S)
        person.see("The PDF is saved", contains=True)
        say(f"  saved the invoice as {PDF_NAME}")

    def all_pages(self) -> None:
        """Each page of the sidebar as it is now."""
        names = [found.name for found in self._person.reader.all("", "check box") if self._in_sidebar(found.area)]
        for name in names:
            title, colon, _status = name.partition(":")
            self._person.click(f"{title}{colon}", "check box", contains=True)
            self._person.see(f"{title} (sandbox) –", "frame", contains=True)
            self._album.window(title.lower().replace(" ", "-"))

    def appearance(self, now: str, wanted: str) -> None:
        """Choose a colour scheme on the settings page, by its first letter."""
        self._person.click("Settings", "check box")
        self._person.open_popup(now, "combo box")
        self._person.type(wanted[0].lower())
        self._person.key("Return")
        self._person.see(wanted, "combo box")

    def dark_states(self) -> None:
        """Once more in the dark what is not a page of its own."""
        person = self._person
        person.click("Invoices", "check box")
        person.click("New invoice", "push button")
        person.see("Create in Clientary", "push button")  # the form begins with another client by now
        person.type(OTHER_CLIENT[0].lower())
        person.see(OTHER_CLIENT, "combo box")
        person.see("Total: ", "label", contains=True)
        self._album.window("invoice-form", still=RENDERED)
        person.click("Back", "push button")
        person.click("Timer", "check box")
        person.click("What are you working on?", "text")
        person.type("opening hours")
        person.key("Return")
        self._picture_running()
        self._open_quick_log()
        person.type("45m shop care: update plug-ins yesterday #ops")
        time.sleep(A_MOMENT_S)
        self._album.screen("quick-log")
        person.key("Escape")
        person.wait_popup_closed()
        person.click("Stop the timer", "push button", contains=True)
        person.see("Start the timer", "push button", contains=True)

    def _picture_running(self) -> None:
        """The window while the clock goes; screen readers hear of it only once a minute, so this looks at no digits."""
        self._person.see("Running for", contains=True)
        time.sleep(RUNS_S)
        self._album.window("timer-running", still=0)

    def _open_quick_log(self) -> None:
        time.sleep(A_MOMENT_S)
        x, y, width, height = self._desktop.panel
        self._person.open_popup_at(x + width // 2, y + height // 2, "the tray icon")
        self._person.wait_popup_focused()

    def _in_sidebar(self, area: tuple[int, int, int, int]) -> bool:
        left, _, width, _ = self._person.frame().area
        return area[0] < left + width // 8


def prove(shell: Shell, server: Server, told: str, pdf: Path) -> bool:
    """Compare what the program tells, also in its window, with what the server has and what stands on the paper."""
    say("\nCompared with the server's own records:")
    titles = (TIMED, *LOGGED)
    entries: list[dict[str, Any]] = shell.ask("entries", "--project", PROJECT, "--limit", "20")["entries"]
    ours, stored = [entry for entry in entries if entry["title"] in titles], server.hours()
    good = [check_hours(entry, stored.get(str(entry["remote_id"]))) for entry in ours]
    good.append(check("each entry is there once", _once(titles, stored) and len(ours) == len(titles)))
    billed = {entry["id"] for entry in ours}
    invoices: list[dict[str, Any]] = shell.ask("invoice", "list")["invoices"]
    made = [found for found in invoices if any(billed & set(line["entries"]) for line in found["lines"])]
    good.append(check("the double click made one invoice", len(made) == 1))
    for invoice in made:
        there = server.invoice(invoice["remote_id"])
        text = f"invoice {invoice['number']}: total {invoice['total']} here, {there['total_cost']} there"
        good.append(check(text, Decimal(str(there["total_cost"])) == Decimal(invoice["total"])))
        paper, total = text_of(pdf), f"{Decimal(invoice['total']):,}"
        good.append(check(f"the window: {told}", f"Invoice {invoice['number']} " in told and total in told))
        said = f"{pdf.name}: invoice {invoice['number']}, total {total}"
        good.append(check(said, f"Invoice {invoice['number']}" in paper and total in paper.partition("Total")[2]))
    return all(good)


def text_of(pdf: Path) -> str:
    """All that can be read in a PDF, on one line."""
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(pdf).pages)


def _once(titles: tuple[str, ...], stored: dict[str, dict[str, Any]]) -> bool:
    found = [str(record["title"]) for record in stored.values()]
    return all(found.count(title) == 1 for title in titles)


def do_everything(tour: Tour, album: Album) -> None:
    first = (tour.first_look, tour.run_timer, tour.quick_log, tour.sync, tour.create_invoice, tour.save_pdf)
    for step in (*first, tour.all_pages):
        step()
    tour.appearance("As the desktop", "Dark")
    album.scheme = "dark"
    tour.all_pages()
    tour.dark_states()


def walk(home: Path, folder: Path) -> bool:
    """The whole tour in a home of its own; returns whether all checks hold."""
    data = home / "data"
    data.mkdir(mode=0o700)
    with VirtualDesktop(home) as desktop, SandboxLease(data / "sandbox") as address:
        server, shell = Server(address), Shell(data)
        say("Stint in its window, on its sandbox, used with pointer and keys on a virtual display:")
        with Person(desktop, STINT, "--sandbox", "--data-dir", str(data)) as person:
            album = Album(folder, desktop, person)
            album.clear()
            tour = Tour(person, desktop, album, server)
            try:
                do_everything(tour, album)
            except (TimeoutError, RuntimeError):
                album.screen("failed")
                raise
            code = person.end()
            ended = check(f"closed with Ctrl+Q, exit code {code}", code == 0)
        with Person(desktop, STINT, "--data-dir", str(home / "first-run")) as person:
            album = Album(folder, desktop, person)
            album.window("first-run")
            code = person.end()
            ended &= check(f"a first start, connected to nothing, closed with exit code {code}", code == 0)
        good = prove(shell, server, tour.told, folder / PDF_NAME) and ended
        shown = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
        say(f"\n{album.count} pictures and {PDF_NAME} in {shown}")
    return good


def main(arguments: list[str]) -> int:
    folders = [Path(word).absolute() for word in arguments if word != WHERE_POSSIBLE]
    folder = folders[0] if folders else ROOT / "build" / "tour"
    with temporary_home() as home:
        try:
            good = walk(Path(home), folder)
        except MissingProgram as exc:
            if WHERE_POSSIBLE in arguments:
                say(f"tour: skipped: {exc}")
                return 0
            sys.stderr.write(f"There is no display to open the window on, and {exc}\n")
            return 1
    say("Everything matches." if good else "Something does not match: see above.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
