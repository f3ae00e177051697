"""Hours to invoice lines: amounts, quantities, grouping, and what is said about them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.billable import Billable, invoice_currency
from app.billing.fixed import fixed_offers
from app.billing.grouping import Group
from app.billing.lines import LineEdit, TimeLines, hours_text, time_amount, time_lines
from app.billing.notices import about_offers
from app.billing.policies import Policies, policy_of
from app.billing.rates import Rates, hourly_rate, parse_rate
from app.billing.rounding import NONE, Policy, parse_policy
from app.domain.billing_terms import Resolved
from app.domain.clients import Client, ProjectKind
from app.domain.ids import ClientId, EntryId, ProjectId, TaskId
from app.domain.money import exponent, line_amount
from app.errors import Refused, UserInputError
from tests.billing.making import ACME, item, project
from tests.cents import oracle
from tests.cents.oracle import Rule, Work

MINUTE = 60


def lines_of(
    items: list[Billable],
    group: Group = Group.PROJECT,
    *,
    currency: str = "EUR",
    rates: Rates | None = None,
    policy: Policy = NONE,
    decimals: int = 2,
) -> TimeLines:
    return time_lines(
        items,
        currency=currency,
        default_currency="EUR",
        rates=rates if rates is not None else Rates(),
        group=group,
        policies=Policies(policy),
        decimals=decimals,
    )


@pytest.mark.parametrize(
    ("minutes", "rate", "currency", "minor"),
    [(20, "90", "EUR", 3000), (15, "27.50", "EUR", 688), (80, "2500", "JPY", 3333), (80, "25.000", "KWD", 33333)],
)
def test_golden_time_amounts(minutes: int, rate: str, currency: str, minor: int) -> None:
    assert time_amount(minutes * MINUTE, Decimal(rate), currency) == minor


def test_golden_two_quarters_per_entry_and_summed() -> None:
    quarters = [item(key, 15 * MINUTE, project(rate="27.50")) for key in ("a", "b")]
    assert [line.amount_minor for line in lines_of(quarters, Group.ENTRY).lines] == [688, 688]
    assert [line.amount_minor for line in lines_of(quarters).lines] == [1375]


def test_hours_are_the_quantity_where_that_is_exact() -> None:
    (line,) = lines_of([item("a", 90 * MINUTE)]).lines
    assert (line.title, str(line.quantity), line.price, line.amount_minor) == ("Webshop", "1.5", Decimal(90), 13500)
    (whole,) = lines_of([item("a", 36000)]).lines
    assert str(whole.quantity) == "10"


def test_else_the_amount_is_the_price_and_the_title_says_why() -> None:
    (line,) = lines_of([item("a", 20 * MINUTE)]).lines
    assert (line.title, str(line.quantity), str(line.price)) == ("Webshop: 0:20 h at 90.00", "1", "30.00")
    (yen,) = lines_of([item("a", 80 * MINUTE, project(rate="2500", currency="JPY"))], currency="JPY").lines
    assert (yen.title, str(yen.price)) == ("Webshop: 1:20 h at 2500", "3333")


def test_a_price_finer_than_the_currency_is_not_sent() -> None:
    (line,) = lines_of([item("a", 7200, project(rate="27.505"))]).lines
    assert (line.title, str(line.quantity), str(line.price)) == ("Webshop: 2:00 h at 27.505", "1", "55.01")


def test_more_decimals_are_a_choice() -> None:
    (line,) = lines_of([item("a", 20 * MINUTE)], decimals=4).lines
    assert (str(line.quantity), line.price, line.amount_minor) == ("0.3333", Decimal(90), 3000)


RATES = st.decimals(0, 10**6, places=3)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
SECONDS = st.lists(st.integers(0, 10**6), min_size=1, max_size=6)


@given(SECONDS, RATES, CURRENCIES, st.sampled_from(Group), st.sampled_from(["none", "15", "6up/day", "30/line,min=60"]))
def test_lines_leave_nothing_to_round(
    seconds: list[int], rate: Decimal, currency: str, group: Group, text: str
) -> None:
    owner = project(rate=str(rate), currency=currency)
    work = [item(str(n), s, owner, date=f"2026-03-0{n % 2 + 1}", title=f"T{n % 3}") for n, s in enumerate(seconds)]
    found = lines_of(work, group, currency=currency, policy=parse_policy(text)).lines
    unit = 10 ** exponent(currency)
    for line in found:
        assert Fraction(line.quantity) * Fraction(line.price) * unit == line.amount_minor
        exact = Fraction(line.billed_s) * Fraction(rate) / 3600 * unit
        assert abs(exact - line.amount_minor) <= Fraction(1, 2)
        assert line.quantity == round(line.quantity, 2)
        assert line_amount(line.quantity, line.price, currency) == line.amount_minor
    assert sorted(key for line in found for key in line.entries) == sorted(one.entry.id for one in work)
    assert sum(line.worked_s for line in found) == sum(seconds)


_RULES = st.builds(Rule, st.sampled_from([0, 1, 6, 15, 60]), st.sampled_from(["up", "down", "nearest"]),
                   st.sampled_from([0, 7, 30]), st.sampled_from(["entry", "day", "line"]))  # fmt: skip
_WORKED = st.tuples(st.integers(0, 10**5), st.sampled_from("ab"), st.sampled_from(["2026-03-04", "2026-03-05"]))


@given(st.lists(_WORKED, min_size=1, max_size=8), st.tuples(RATES, RATES), st.tuples(_RULES, _RULES), CURRENCIES)
def test_projects_of_different_rules_against_exact_fractions(
    worked: list[tuple[int, str, str]], rates: tuple[Decimal, Decimal], rules: tuple[Rule, Rule], currency: str
) -> None:
    owners = {name: project(name, str(rate), currency) for name, rate in zip("ab", rates, strict=True)}
    work = [item(str(n), seconds, owners[name], date=day) for n, (seconds, name, day) in enumerate(worked)]
    own = {
        ProjectId(name): parse_policy(f"{r.step}{r.way}/{r.unit},min={r.least}")
        for name, r in zip("ab", rules, strict=True)
    }
    found = time_lines(
        work, currency=currency, default_currency="EUR", rates=Rates(), policies=Policies(projects=own)
    ).lines
    meant = [
        Work(str(n), seconds, day, name, None, "", Fraction(rates["ab".index(name)]), rules["ab".index(name)])
        for n, (seconds, name, day) in enumerate(worked)
    ]
    lines = oracle.grouped(meant, "project").values()
    units = [oracle.units(line, "project").values() for line in lines]
    billed = [sum(oracle.billed(sum(one.seconds for one in unit), unit[0].rule) for unit in line) for line in units]
    minors = [oracle.hours_minor([(s, line[0].rate)], currency) for s, line in zip(billed, lines, strict=True)]
    assert sorted((line.billed_s, line.amount_minor) for line in found) == sorted(zip(billed, minors, strict=True))


def grouped(group: Group) -> list[tuple[str, int]]:
    blog = project("Blog", "60")
    work = [
        item("a", 3600, date="2026-03-04", title="Design\nwork", task="UI"),
        item("b", 7200, date="2026-03-03", title="Tests"),
        item("c", 3600, blog, date="2026-03-04", title="Tests", task="UI"),
    ]
    return [(line.title, line.amount_minor) for line in lines_of(work, group).lines]


def test_grouping() -> None:
    assert grouped(Group.ENTRY) == [
        ("2026-03-03 Tests", 18000),
        ("2026-03-04 Design work", 9000),
        ("2026-03-04 Tests", 6000),
    ]
    assert grouped(Group.DAY) == [("2026-03-03", 18000), ("2026-03-04", 9000), ("2026-03-04", 6000)]
    assert grouped(Group.TASK) == [("Other work", 18000), ("UI", 9000), ("UI", 6000)]
    assert grouped(Group.PROJECT) == [("Webshop", 27000), ("Blog", 6000)]
    assert grouped(Group.PROJECT_TASK) == [("Webshop", 18000), ("Webshop: UI", 9000), ("Blog: UI", 6000)]
    assert grouped(Group.TITLE) == [("Tests", 18000), ("Design work", 9000), ("Tests", 6000)]
    assert grouped(Group.ONE) == [("Hours: 4:00 h", 33000)]


def test_a_day_is_rounded_as_one_wherever_its_entries_go() -> None:
    work = [item("a", 5 * MINUTE), item("b", 5 * MINUTE), item("c", 5 * MINUTE, date="2026-03-05")]
    billed = [line.billed_s for line in lines_of(work, Group.ENTRY, policy=parse_policy("15up/day")).lines]
    assert (billed[0] + billed[1], billed[2]) == (900, 900)
    (line,) = lines_of(work, policy=parse_policy("15up/line")).lines
    assert (line.worked_s, line.billed_s) == (900, 900)


def test_long_titles_are_cut_on_the_line_only() -> None:
    (line,) = lines_of([item("a", 3600, title="x" * 10_000)], Group.ENTRY).lines
    assert len(line.title) == 200


def test_only_what_may_be_billed_is_offered() -> None:
    work = [
        item("a", 3600, billable=False),
        item("b", 3600, billed_there=True),
        item("c", 3600, running=True),
        item("d", 3600),
    ]
    assert lines_of(work).lines[0].entries == ("d",)


def test_other_currencies_are_left_out_and_named() -> None:
    found = lines_of([item("a", 3600), item("b", 3600, project("Blog", currency="usd")), item("c", 60, project("App"))])
    assert [line.entries for line in found.lines] == [("a",), ("c",)]
    assert found.left_out == ("b",)
    assert tuple(one.text for one in found.notices) == ("Left out: 1 entry in USD (Blog).",)


def test_fixed_projects_are_offered_whole_and_never_by_the_hour() -> None:
    relaunch = project("Relaunch", "5000", kind=ProjectKind.FIXED)
    work = [item("a", 3600, relaunch), item("b", 1800, relaunch)]
    assert lines_of(work).lines == ()
    (offer,) = fixed_offers(work, "EUR", billed={relaunch.id: 120_000})
    assert (offer.amount_minor, offer.worked_s, offer.open_minor) == (500_000, 5400, 380_000)
    assert (offer.line().title, str(offer.line().price)) == ("Relaunch", "3800.00")
    (said,) = about_offers([offer])
    assert "fixed price of 5000.00 EUR (3800.00 EUR open)" in said.text
    (over,) = fixed_offers(work, "EUR", billed={relaunch.id: 600_000}, chosen=(relaunch.id,))
    assert over.open_minor == 0
    assert "1000.00 EUR too much" in about_offers([over])[0].text
    with pytest.raises(Refused, match="billed in full"):
        over.line()


def test_doubts_are_said() -> None:
    found = lines_of(
        [
            item("a", 3600, project("Odd", kind=None)),
            item("b", 3600, project("Free", "0")),
            item("c", 3600, billed_there=None),
            item("d", 3600, billed_there=None, linked=False),
        ]
    )
    assert len(found.lines) == 3
    assert [("Odd" in w, "is 0" in w, "1 entry" in w) for w in (one.text for one in found.notices)] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_rates_come_from_the_nearest_place() -> None:
    work = item("a", 3600, task="UI")
    everywhere = Rates(
        Decimal(1), {EntryId("a"): Decimal(2)}, {TaskId("ui"): Decimal(3)}, {ACME.id: Decimal(5)}, Decimal(6)
    )
    clients, default = everywhere.clients, everywhere.default
    bare = item("a", 3600, project(rate=None))
    found = [
        hourly_rate(work, everywhere),
        hourly_rate(work, Rates(entries=everywhere.entries, tasks=everywhere.tasks)),
        hourly_rate(work, Rates(tasks=everywhere.tasks, default=default)),
        hourly_rate(work, Rates(clients=clients, default=default)),
        hourly_rate(bare, Rates(clients=clients, default=default)),
        hourly_rate(bare, Rates(default=default)),
    ]
    assert [(int(one.value), str(one.source)) for one in found] == [
        (1, "invoice"), (2, "entry"), (3, "task"), (90, "project"), (5, "client"), (6, "settings"),
    ]  # fmt: skip


def test_rounding_comes_from_the_nearest_place_and_projects_differ_on_one_line() -> None:
    up, down = parse_policy("15up"), parse_policy("15down")
    site, shop = item("a", 20 * MINUTE, project("Site")), item("b", 20 * MINUTE)
    asked = Policies(projects={ProjectId("site"): up}, clients={ACME.id: down}, default=NONE)
    assert [(policy_of(one, asked).value, policy_of(one, asked).source) for one in (site, shop)] == [
        (up, "project"),
        (down, "client"),
    ]
    assert policy_of(shop, Policies()) == Resolved(NONE, "settings")
    assert policy_of(site, Policies(down, {ProjectId("site"): up})) == Resolved(down, "invoice")
    (line,) = time_lines(
        [site, shop], currency="EUR", default_currency="EUR", rates=Rates(), policies=asked, group=Group.ONE
    ).lines
    assert [(one.billed_s // MINUTE, one.rounding, one.rounding_from) for one in line.basis] == [
        (30, "15up/entry", "project"),
        (15, "15down/entry", "client"),
    ]


def test_a_line_can_be_edited_without_changing_what_was_worked() -> None:
    work = [item("a", 20 * MINUTE), item("b", 40 * MINUTE)]
    (key,) = lines_of(work).keys
    (line,) = time_lines(
        work,
        currency="EUR",
        default_currency="EUR",
        rates=Rates(),
        edits={key: LineEdit(key, rate=Decimal(60), billed_s=90 * MINUTE)},
    ).lines
    assert (line.worked_s, line.billed_s, line.amount_minor, line.rate) == (3600, 5400, 9000, Decimal(60))
    assert [(one.billed_s, one.rate_from, one.rounding_from) for one in line.basis] == [
        (1800, "line", "line"),
        (3600, "line", "line"),
    ]


def test_no_rate_is_never_zero() -> None:
    with pytest.raises(Refused, match="Webshop"):
        lines_of([item("a", 3600, project(rate=None))])


@pytest.mark.parametrize("text", ["-1", "x", "", "9999999999"])
def test_impossible_rates_are_refused(text: str) -> None:
    with pytest.raises(UserInputError):
        parse_rate(text)


def test_absurd_sums_are_refused_not_stored() -> None:
    with pytest.raises(Refused, match="more than"):
        lines_of([item("a", 10**9, project(rate="1000000000"))])


def test_the_currency_of_an_invoice() -> None:
    euro, dollar = item("a", 60), item("b", 60, project("Blog", currency="USD"))
    assert invoice_currency([dollar], ACME, "EUR") == "USD"
    assert invoice_currency([euro, dollar], ACME, "CHF") == "EUR"
    assert invoice_currency([], Client(ClientId("x"), "X"), "chf") == "CHF"
    yen = item("c", 60, project("Game", currency="JPY"))
    with pytest.raises(Refused, match="JPY and USD"):
        invoice_currency([dollar, yen], ACME, "EUR")


def test_hours_text() -> None:
    assert [hours_text(s) for s in (1200, 1215, 360000, 0)] == ["0:20", "0:20:15", "100:00", "0:00"]
