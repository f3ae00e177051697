"""PDFs: seconds and bytes of an invoice of one page and of 500 lines, and what they cost the process that asks.

`python -m tests.bench.documents` is the process that measures; `run` starts it. The control is the same compiler on a
page with one word, so that what is ours can be told from what starting it costs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.measure import heading, line, seconds
from tests.bench.said import memory
from tests.bench.start import environment
from tests.sandbox.process import ROOT

if TYPE_CHECKING:
    from app.documents.renderer import Renderer
    from app.domain.invoices import Invoice

LINES, RUNS = 500, 5
PAGE_BUDGET_S, LONG_BUDGET_S, LONG_BUDGET_BYTES, MEMORY_BUDGET_KIB = 0.15, 1.0, 200_000, 1_024
DEADLINE_S = 120.0
RENDER_S = 60.0
CONTROL = '#set page(paper: "a4")\n#sys.inputs.word\n'


def run() -> None:
    """Print the figures beside their budgets."""
    words = [sys.executable, "-m", "tests.bench.documents"]
    told = subprocess.run(words, env=environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(told)
    heading(f"Documents (medians of {RUNS}, in turn; the control is a page with one word, by a compiler that is kept)")
    line("first page of a new process", f"{found['first_s'] * 1000:.0f} ms", "no budget: fonts are looked for", True)
    page = f"{found['page_s'] * 1000:.0f} ms, control {found['control_s'] * 1000:.0f} ms, {found['page_bytes']:.0f} B"
    line("one page after the first", page, f"under {PAGE_BUDGET_S * 1000:.0f} ms", found["page_s"] < PAGE_BUDGET_S)
    long = f"{found['long_s']:.2f} s, {found['long_bytes'] / 1000:.0f} KB"
    met = found["long_s"] < LONG_BUDGET_S and found["long_bytes"] < LONG_BUDGET_BYTES
    line(f"{LINES} lines", long, f"under {LONG_BUDGET_S:g} s and {LONG_BUDGET_BYTES // 1000} KB", met)
    grown = found["grown_kib"]
    budget = f"at most {MEMORY_BUDGET_KIB} KiB"
    line("memory of the asking process", f"{grown:+.0f} KiB after {RUNS} long ones", budget, grown <= MEMORY_BUDGET_KIB)


def measure() -> dict[str, float]:
    """Seconds, bytes, and KiB by which this process grew while long documents were made for it."""
    from app.documents.renderer import Renderer

    with Renderer() as renderer, tempfile.TemporaryDirectory() as name:
        first_s = seconds(lambda: made(renderer, invoice(3, -1)))
        control = Control(Path(name))
        pages, controls = [], []
        for number in range(RUNS):
            short = invoice(3, number)
            pages.append(seconds(lambda of=short: made(renderer, of)))  # type: ignore[misc]  # the default binds
            controls.append(seconds(control.make))
        page_bytes, long_bytes = made(renderer, invoice(3, RUNS)), made(renderer, invoice(LINES, RUNS))
        documents = [invoice(LINES, number) for number in range(RUNS)]
        before = memory()["pss_kib"]
        longs = [seconds(lambda of=of: made(renderer, of)) for of in documents]  # type: ignore[misc]  # as above
        grown = memory()["pss_kib"] - before
        control.close()
    return {
        "first_s": first_s,
        "page_s": median(pages),
        "control_s": median(controls),
        "page_bytes": page_bytes,
        "long_s": median(longs),
        "long_bytes": long_bytes,
        "grown_kib": grown,
    }


def invoice(count: int, run: int) -> Invoice:
    """So many lines of hours and a tax; no two runs say the same, for the compiler remembers what it has set."""
    from app.billing.totals import totals
    from app.domain.ids import ClientId, EntryId, InvoiceId
    from app.domain.invoices import Invoice, InvoiceLine, LineKind, Tax

    lines = tuple(
        InvoiceLine(
            f"Work on part {n}: what was done there by {run}", Decimal(1), Decimal(10_000 + n + run) / 100,
            10_000 + n + run,
            rate=Decimal(90), worked_s=3500, billed_s=3600, entries=(EntryId("e"),), kind=LineKind.HOURS,
        )
        for n in range(count)
    )  # fmt: skip
    taxes = (Tax("VAT", Decimal(20)),)
    total = totals(lines, taxes).total_minor
    return Invoice(
        InvoiceId("i"), ClientId("c"), "2026-11-22", "2026-12-22", "EUR", lines, taxes, number="2026-0042",
        total_minor=total, balance_minor=total,
    )  # fmt: skip


def made(renderer: Renderer, of: Invoice) -> int:
    """Make the PDF; returns its bytes."""
    from app.cancel import CancelToken, Deadline
    from app.documents.invoice import TEMPLATE, Letterhead, invoice_document, timestamp_of

    data = invoice_document(of, ("Brasserie Lumeau", "Paris"), Letterhead(("Studio Nine",)), "en")
    return len(renderer.render(TEMPLATE, data, timestamp_of(of), Deadline(RENDER_S), CancelToken()).data)


class Control:
    """The compiler alone, in a process of its own that is kept as ours is."""

    def __init__(self, folder: Path) -> None:
        source = folder / "control.typ"
        source.write_text(CONTROL, encoding="utf-8")
        program = (
            "import sys, typst\n"
            "compiler = typst.Compiler(sys.argv[1])\n"
            "for line in sys.stdin:\n"
            "    print(len(compiler.compile(sys_inputs={'word': line})), flush=True)\n"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, str(source)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._pages = 0
        self.make()  # the fonts are looked for once

    def make(self) -> None:
        """One page."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("no pipes")
        self._pages += 1
        stdin.write(f"Word {self._pages}\n")
        stdin.flush()
        stdout.readline()

    def close(self) -> None:
        self._process.communicate(timeout=DEADLINE_S)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
