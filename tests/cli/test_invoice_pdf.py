"""`stint invoice pdf`: the file that a client gets."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf

from tests.cli.running import Stint
from tests.cli.test_server import ended


def test_an_invoice_becomes_a_file(agency: Stint, tmp_path: Path) -> None:
    draft = agency.ok("invoice", "create", "--draft", "--client", "Acme", "--no-hours", "--add", "Domain;1;24.00")
    agency.ok("settings", "set", "documents.sender", "Studio Nine\\nLyon")
    target = tmp_path / "invoice.pdf"
    agency.ok("invoice", "pdf", draft["invoice"]["id"], "-o", str(target))
    text = " ".join(pypdf.PdfReader(io.BytesIO(target.read_bytes())).pages[0].extract_text().split())
    assert "Studio Nine Lyon" in text
    assert "Acme" in text
    assert "Total €24.00" in text
    assert "Service period" not in text, "nothing was worked"


def test_an_invoice_of_hours_says_from_when_to_when(agency: Stint, tmp_path: Path) -> None:
    for day in ("2026-05-29", "2026-04-28", "2026-05-12"):
        agency.ok("log", "1h", "--title", f"Work of {day}", "--project", "Webshop", "--date", day)
    asked = ("--client", "Acme", "--from", "2026-04-01", "--to", "2026-05-31", "--group", "entry", "--rate", "80")
    draft = agency.ok("invoice", "create", "--draft", *asked)
    target = tmp_path / "invoice.pdf"
    agency.ok("invoice", "pdf", draft["invoice"]["id"], "-o", str(target))
    text = " ".join(pypdf.PdfReader(io.BytesIO(target.read_bytes())).pages[0].extract_text().split())
    assert "Service period Apr 28 – May 29, 2026" in text


def test_it_speaks_the_clients_language_and_is_noted_as_given_out(agency: Stint, tmp_path: Path) -> None:
    agency.ok("client", "edit", "Acme", "--language", "de_AT")
    asked = ("invoice", "create", "--client", "Acme", "--no-hours", "--add", "Domain;1;24.00", "--number", "7")
    waiting = ended(agency, 3, *asked)["invoice"]
    target = tmp_path / "rechnung.pdf"
    agency.ok("invoice", "pdf", "7", "-o", str(target))
    text = " ".join(pypdf.PdfReader(io.BytesIO(target.read_bytes())).pages[0].extract_text().split())
    assert "Rechnung 7" in text
    assert agency.ok("invoice", "show", waiting["id"])["invoice"]["given_out"] == str(target)
    agency.ok("invoice", "pdf", "7", "-o", str(target), "--language", "fr")
    assert "Facture 7" in pypdf.PdfReader(io.BytesIO(target.read_bytes())).pages[0].extract_text()


def test_what_cannot_be_made_leaves_the_file_as_it_was(agency: Stint, tmp_path: Path) -> None:
    draft = agency.ok("invoice", "create", "--draft", "--client", "Acme", "--no-hours", "--add", "\U0001e900;1;24.00")
    target = tmp_path / "invoice.pdf"
    target.write_text("earlier")
    asked = ("invoice", "pdf", draft["invoice"]["id"], "-o")
    assert "No font" in agency.refused(*asked, str(target))["message"]
    assert target.read_text() == "earlier"
    assert "not replaced" in agency.refused(*asked, str(target), "--anyway")["message"]
    assert target.read_text() == "earlier"
    assert "could not be written" in agency.refused(*asked, str(tmp_path / "none" / "x.pdf"), "--anyway")["message"]
    target.unlink()
    agency.ok(*asked, str(target), "--anyway")
    agency.ok(*asked, str(target), "--anyway")  # a PDF is replaced
    assert "language" in agency.refused(*asked, str(target), "--language", "zz")["message"]
