"""`make run`: the main job by command line, on the sandbox, then a proof from the sandbox's own records.

Every step is the installed `stint` as a process; the data folder is a new temporary one and is removed at the end.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import urllib.request
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.sandbox.launch import SandboxAddress, SandboxLease

STINT = Path(sys.executable).with_name("stint")
WORKED = timedelta(minutes=47, seconds=23)
STEP_S = 120
TITLES = ("table layout", "address validation", "call with the owner")


class Shell:
    """Runs `stint` on one data folder with the sandbox, and shows what it was asked and what it said."""

    def __init__(self, folder: Path) -> None:
        self._words = [str(STINT), "--sandbox", "--data-dir", str(folder)]
        private = ("STINT_", "MEMBRANE_")
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith(private)}

    def show(self, *words: str) -> None:
        """Run a command for people."""
        say(f"\n$ stint {shlex.join(words)}")
        say(self._run(*words).rstrip())

    def ask(self, *words: str) -> Any:
        """The JSON answer of a command, not shown."""
        return json.loads(self._run("--json", *words), parse_float=Decimal)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [*self._words, *words],
            check=False,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=STEP_S,
        )
        if done.returncode != 0:
            raise SystemExit(f"stint {shlex.join(words)} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout + done.stderr


class Server:
    """The sandbox as an onlooker sees it: what Clientary stored, and every request that reached it."""

    def __init__(self, address: SandboxAddress) -> None:
        self._address = address

    def get(self, path: str) -> Any:
        request = urllib.request.Request(  # noqa: S310  # the sandbox's own loopback address
            self._address.url + path, headers={"Authorization": f"Bearer {self._address.token}"}
        )
        with urllib.request.urlopen(request, timeout=STEP_S) as answer:  # noqa: S310
            return json.load(answer, parse_float=Decimal)

    def hours(self) -> dict[str, dict[str, Any]]:
        """Hours entries by id."""
        records = self.get("/_sandbox/records/hours")["records"]
        return {str(record["id"]): record for record in records if not record["deleted"]}

    def invoice(self, remote_id: str) -> dict[str, Any]:
        """The invoice as Clientary's API renders it, totals included."""
        found: dict[str, Any] = self.get(f"/connections/{self._address.connection_id}/proxy/invoices/{remote_id}")
        return dict(found.get("invoice", found))

    def requests(self, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/_sandbox/log?after={after}")["requests"]
        return found


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Do the job, then check it; the exit code is 0 only if every check holds."""
    say(
        "Stint, by command line, on its sandbox: a local stand-in for Membrane and Clientary with a small agency in it."
    )
    with tempfile.TemporaryDirectory(prefix="stint-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "data"
        folder.mkdir(mode=0o700)
        with SandboxLease(folder / "sandbox") as address:
            shell, server = Shell(folder), Server(address)
            project = choose_project(shell)
            entries = record_time(shell, project)
            invoice = bill(shell, project, entries)
            return 0 if prove(shell, server, entries, invoice) else 1


def choose_project(shell: Shell) -> dict[str, Any]:
    """An hourly project that can be named by one word group."""
    say("\n1. Fetch clients and projects.")
    shell.show("sync")
    shell.show("projects")
    projects: list[dict[str, Any]] = shell.ask("projects")["projects"]
    return next(found for found in projects if found["rate"] and not found["fixed"] and found["currency"] == "EUR")


def record_time(shell: Shell, project: dict[str, Any]) -> list[dict[str, Any]]:
    """A timer that ran for a while and two logged entries; returns them as the program tells them."""
    name = project["name"].lower()
    say("\n2. Run the timer, and log what was done without it.")
    started = datetime.now(UTC).astimezone().replace(microsecond=0) - WORKED
    shell.show("start", f"{name}: {TITLES[0]}", "--at", started.isoformat())
    shell.show("status")
    shell.show("stop")
    shell.show("log", f"1h20 {name}: {TITLES[1]} #design")
    shell.show("log", f"20m {name}: {TITLES[2]}")
    since = started.date().isoformat()
    shell.show("entries", "--from", since, "--project", project["id"], "--limit", "5")
    say("\n3. Send it.")
    shell.show("sync")
    entries: list[dict[str, Any]] = shell.ask("entries", "--from", since, "--project", project["id"])["entries"]
    return [entry for entry in entries if entry["mine"] and entry["title"] in TITLES]


def bill(shell: Shell, project: dict[str, Any], entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Invoice the unbilled hours since the first of our entries; returns the invoice."""
    since = min(entry["date"] for entry in entries)
    say("\n4. See what is unbilled, and invoice it.")
    scope = ("--client", project["client"]["name"], "--project", project["id"], "--from", since, "--tax", "VAT=20")
    shell.show("entries", "--unbilled", "--from", since, "--project", project["id"])
    shell.show("invoice", "preview", *scope)
    shell.show("invoice", "create", *scope)
    shell.show("invoice", "list", "--status", "draft")
    invoices: list[dict[str, Any]] = shell.ask("invoice", "list")["invoices"]
    ours = {entry["id"] for entry in entries}
    return next(found for found in invoices if any(ours & set(line["entries"]) for line in found["lines"]))


def prove(shell: Shell, server: Server, entries: list[dict[str, Any]], invoice: dict[str, Any]) -> bool:
    """Compare with the server's records, then sync again and look for writes."""
    say("\n5. Compare with what the server has.")
    stored, there = server.hours(), server.invoice(invoice["remote_id"])
    good = [check_hours(entry, stored.get(str(entry["remote_id"]))) for entry in entries]
    good.append(check("three entries were recorded", len(entries) == len(TITLES)))
    for ours, theirs in (("subtotal", "subtotal"), ("total", "total_cost")):
        text = f"invoice {invoice['number']}: {ours} {invoice[ours]} here, {there[theirs]} there"
        good.append(check(text, Decimal(str(there[theirs])) == Decimal(invoice[ours])))
    seen = server.requests()[-1]["seq"]
    shell.show("sync")
    later = [request["clientary"] for request in server.requests(seen) if request["clientary"]]
    writes = [request for request in later if request["method"] != "GET"]
    good.append(check(f"a second sync reads {len(later)} pages and writes nothing", not writes))
    say("\nEverything matches." if all(good) else "\nSomething does not match: see above.")
    return all(good)


def check_hours(entry: dict[str, Any], record: dict[str, Any] | None) -> bool:
    """Whether the server's decimal hours are the entry's seconds."""
    if record is None:
        return check(f"{entry['title']}: not there", False)
    seconds = round(Decimal(str(record["hours"])) * 3600)
    text = f"{entry['title']}: {entry['seconds']} s here, {record['hours']} h = {seconds} s there"
    return check(text, (seconds, record["title"], record["date"]) == (entry["seconds"], entry["title"], entry["date"]))


def check(text: str, holds: bool) -> bool:
    say(f"  {'ok    ' if holds else 'WRONG '} {text}")
    return holds


if __name__ == "__main__":
    sys.exit(main())
