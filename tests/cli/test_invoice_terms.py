"""Terms of billing by command, lines beside hours, and how the numbers came about."""

from __future__ import annotations

import pytest

from tests.cli.running import Stint


def test_terms_are_set_shown_and_cleared(agency: Stint) -> None:
    client = agency.ok(
        "client", "edit", "acme", "--rate=80", "--rounding=15up", "--number-pattern=A-{NNN}", "--language=de",
        "--due-days=10", "--tax=USt=19", "--compound",
    )["client"]  # fmt: skip
    assert client["terms"] == {
        "rate": "80", "rounding": "15up/entry", "number_pattern": "A-{NNN}", "language": "de", "due_days": 10,
        "taxes": [{"label": "USt", "rate": "19"}], "compound": True, "priced": None,
    }  # fmt: skip
    agency.ok("project", "edit", "webshop", "--rounding=30up")
    agency.ok("log", "20m webshop: fix", "--date=2026-03-09")
    entry = agency.ok("log", "20m acme/api: call", "--date=2026-03-10")["entry"]["id"]
    assert agency.ok("edit", entry, "--rate=120")["entry"]["rate"] == "120"
    invoice = agency.ok("invoice", "preview", "--client=acme", "--date=2026-03-31")["invoice"]
    assert [(line["billed_seconds"], line["rate"]) for line in invoice["lines"]] == [(1800, "80.00"), (1800, "120.00")]
    assert (invoice["due_date"], invoice["taxes"][0]["label"]) == ("2026-04-10", "USt")
    bare = agency.ok("invoice", "preview", "--client=acme", "--date=2026-03-31", "--tax=", "--due-days=0")["invoice"]
    assert (bare["taxes"], bare["due_date"]) == ([], "2026-03-31")
    agency.ok("edit", entry, "--rate=")
    cleared = agency.ok("client", "edit", "acme", "--rate=", "--tax=", "--no-compound", "--due-days=")["client"]
    assert (cleared["terms"]["rate"], cleared["terms"]["taxes"], cleared["terms"]["rounding"]) == (
        None, None, "15up/entry",
    )  # fmt: skip
    assert agency.refused("invoice", "preview", "--client=acme")["code"] == "refused"  # the rates are gone
    task = agency.ok("task", "add", "Words", "--project=webshop", "--rate=45")["task"]
    assert task["terms"]["rate"] == "45"
    assert agency.ok("task", "edit", "words", "--rate=46.50")["task"]["terms"]["rate"] == "46.50"
    assert agency.run("task", "edit", "words").code == 2


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--discount=0"], "discount"),
        (["--section=2;"], "section"),
        (["--person=Nobody"], "person"),
        (["--due-days=1.5"], "due_days"),
        (["--expense=nothing"], "expenses"),
    ],
)
def test_lines_that_do_not_fit_are_refused_by_field(agency: Stint, arguments: list[str], field: str) -> None:
    found = agency.refused("invoice", "preview", "--client=acme", "--no-hours", "--add=x;1;9", *arguments)
    assert found["field"] == field


def test_an_invoice_explains_its_numbers_before_and_after_it_is_made(agency: Stint) -> None:
    agency.ok("log", "20m webshop: fix", "--date=2026-03-09")
    expense = agency.ok("expense", "add", "12.5", "--client=acme", "--description=Fonts")["expense"]["id"]
    wanted = ("--client=acme", "--rate=25", "--rounding=15up", "--tax=VAT=21", f"--expense={expense}",
              "--section=Work", "--discount=10%", "--terms=Net.")  # fmt: skip
    found = agency.ok("invoice", "preview", "--explain", *wanted)
    invoice = found["invoice"]
    assert [(line["kind"], line["amount"]) for line in invoice["lines"]] == [
        ("section", "0.00"), ("hours", "12.50"), ("expense", "12.50"), ("discount", "-2.50"),
    ]  # fmt: skip
    shown = agency.run("invoice", "preview", *wanted).out
    assert "-- Work --" in (line.strip() for line in shown.splitlines()), shown  # a heading: no numbers beside it
    assert (invoice["total"], invoice["terms"], invoice["lines"][2]["expenses"]) == ("27.23", "Net.", [expense])
    assert "negative" in {notice["code"] for notice in found["notices"]}
    total = found["explanation"]
    assert (total["label"], total["value"]) == ("Total", "27.23 EUR")
    subtotal, tax = total["steps"]
    hours = subtotal["steps"][1]
    billed, product, rounding = hours["steps"]
    assert (billed["value"], product["value"], rounding["value"]) == ("0:30 h", "12.50", "nothing to round")
    assert [step["value"] for step in billed["steps"][1]["steps"]] == [
        "0:20 h", "15up/entry, given for this invoice", "25.00, given for this invoice",
    ]  # fmt: skip
    assert tax["steps"][1] == {"label": "Rounded once, half up", "value": "4.725 to 4.73"}
    assert [step["label"] for step in subtotal["steps"][3]["steps"]] == ["10 % of", "Rounded"]
    made = agency.ok("invoice", "create", "--draft", *wanted)["invoice"]["id"]
    assert agency.ok("invoice", "show", made, "--explain")["explanation"] == total
    [spent] = agency.ok("expenses")["expenses"]
    assert (spent["billed"], spent["invoice"]) == (False, {"id": made, "number": None})
    text = agency.run("invoice", "show", made, "--explain").out
    assert "Rounding: 15up/entry, given for this invoice" in text


def test_an_invoice_takes_the_hours_of_the_currency_that_is_asked_for(agency: Stint) -> None:
    agency.ok("project", "add", "Overseas", "--client", "Acme", "--rate", "100", "--currency", "USD")
    for project in ("Webshop", "Overseas"):
        agency.ok("log", "work", "--project", project, "--duration", "1:00")
    wanted = ("--client", "Acme", "--rate", "60")
    usual = agency.ok("invoice", "preview", *wanted)["invoice"]
    assert (usual["currency"], usual["total"]) == ("EUR", "60.00")
    other = agency.ok("invoice", "preview", *wanted, "--currency", "usd")
    assert (other["invoice"]["currency"], other["invoice"]["total"]) == ("USD", "60.00")
    assert "other_currency" in [notice["code"] for notice in other["notices"]], "what stays off is said"
    draft = agency.ok("invoice", "create", *wanted, "--currency", "USD", "--draft")["invoice"]["id"]
    again = agency.ok("invoice", "edit", draft, "--note", "thanks")["invoice"]
    assert (again["currency"], again["total"]) == ("USD", "60.00"), "kept with the draft"
    assert agency.ok("invoice", "edit", draft, "--no-hours", "--add", "Trip;1;5")["invoice"]["total"] == "5.00"
    named = agency.ok("invoice", "edit", draft, "--project", "Overseas")["invoice"]
    assert named["total"] == "65.00", "hours that are named come back"
    assert agency.refused("invoice", "preview", *wanted, "--currency", "euros")["field"] == "currency"
