"""Invoices by chance: a data file with clients of three currencies, and requests whose work is known beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

from app.billing.extras import Discount, Section
from app.billing.grouping import Group
from app.billing.rounding import STEPS_MIN, Direction, Policy, Unit
from app.domain.billing_terms import TermsKind
from app.domain.clients import Client, Project, ProjectKind, Task
from app.domain.entries import Entry
from app.domain.expenses import Expense, ExpenseId
from app.domain.ids import ClientId, EntryId, ProjectId, TaskId
from app.domain.invoices import Tax
from app.services.invoice_request import InvoiceRequest, Preview
from app.services.invoices import InvoiceService
from app.services.terms import TermsChange, TermsService
from app.settings import Settings
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.expenses import ExpenseRepository
from app.storage.migrations import migrate
from app.storage.projects import ProjectRepository, TaskRepository
from tests.cents.oracle import DIGITS, Line, Rule, Work, typed_minor
from tests.services.invoice_making import NOW, FixedClock

FIRST_DAY = date(2001, 1, 1)
DEFAULT_RATE = "41.5"
_CLIENT_RATE, _TASK_RATE = "77.77", "63.335"
_PROJECTS = {"a": ("90", None), "b": ("27.505", "15up/day"), "c": (None, "6/line,min=12"), "d": ("133.33", None)}
_SETTINGS_RULE = "1up"
_LENGTHS = (0, 1, 59, 60, 600, 900, 1200, 2520, 3600, 5400, 27_000)
_PERCENTS = ("5", "9.975", "21", "-15", "19", "8.25", "0", "7.7")


@dataclass(frozen=True)
class Case:
    """A request, and what an oracle needs to know of it. `inexact`: somebody has to round a line that was typed."""

    number: int
    currency: str
    request: InvoiceRequest
    works: tuple[Work, ...]
    others: tuple[Line, ...]
    inexact: bool

    @property
    def as_quantity(self) -> bool:
        """Whether this person wants hours as quantity, though somebody may have to round then."""
        return self.number % 3 == 0


@dataclass(frozen=True)
class Books:
    """One data file; `services` are the same person with hours in the title, and with hours as quantity."""

    db: Database
    services: tuple[InvoiceService, InvoiceService]

    def preview(self, case: Case) -> Preview:
        """The invoice of a case."""
        return self.services[case.as_quantity].preview(replace(case.request, number=f"C-{case.number}"))


@contextmanager
def books_at(folder: Path) -> Iterator[Books]:
    """Three clients with four projects each, whose rates and roundings stand in every place where they may."""
    db = Database(folder / "stint.db")
    try:
        migrate(db, NOW)
        terms = TermsService(db)
        with db.write():
            for currency in DIGITS:
                ClientRepository(db).save(Client(ClientId(currency), currency, currency=currency))
                for name, (rate, rounding) in _PROJECTS.items():
                    _add_project(db, terms, currency, name, rate, rounding)
            terms.change(TermsKind.CLIENT, "JPY", TermsChange(rate=_CLIENT_RATE, rounding="30"))
        usual = Settings(billing_default_rate=DEFAULT_RATE, billing_rounding=_SETTINGS_RULE)
        both = (usual, usual._replace(billing_hours_as_quantity=True))
        first, second = (InvoiceService(db, FixedClock(), "UTC", one) for one in both)
        yield Books(db, (first, second))
    finally:
        db.close()


def _add_project(
    db: Database, terms: TermsService, client: str, name: str, rate: str | None, rounding: str | None
) -> None:
    key = client + name
    ProjectRepository(db).save(
        Project(ProjectId(key), name, ClientId(client), rate=None if rate is None else Decimal(rate),
                kind=ProjectKind.HOURLY)
    )  # fmt: skip
    TaskRepository(db).save(Task(TaskId(f"{key}1"), "Task", ProjectId(key)))
    TaskRepository(db).save(Task(TaskId(f"{key}2"), "Dear", ProjectId(key)))
    terms.change(TermsKind.TASK, f"{key}2", TermsChange(rate=_TASK_RATE))
    terms.change(TermsKind.PROJECT, key, TermsChange(rounding=rounding or ""))


def cases(books: Books, count: int, seed: int) -> list[Case]:
    """That many requests, their hours and expenses stored; each has days of its own."""
    dice = Random(seed)
    with books.db.write():
        return [_case(books, number, dice) for number in range(count)]


def _case(books: Books, number: int, dice: Random) -> Case:
    currency = dice.choice(list(DIGITS))
    days = [(FIRST_DAY + timedelta(days=2 * number + place)).isoformat() for place in range(2)]
    override, rate = _policy(dice), dice.choice([None, None, Decimal("88.8")])
    group = dice.choice(list(Group))
    works = tuple(
        _work(books, f"{number}-{place}", currency, dice.choice(days), override, rate, dice)
        for place in range(dice.randint(0, 5))
    )
    typed, others, inexact = _typed(currency, dice, at_least=0 if works else 1)
    expenses, charged = _expenses(books, number, currency, dice)
    request = InvoiceRequest(
        ClientId(currency), day_from=days[0], day_to=days[1], group=group, rounding=override, rate=rate,
        taxes=tuple(Tax(f"T{place}", Decimal(dice.choice(_PERCENTS))) for place in range(dice.randint(0, 3))),
        compound=dice.random() < 0.3, manual=typed, expenses=expenses, date=days[1], due_days=dice.choice([0, 30]),
        no_hours=not works, sections=(Section("Part"),) if dice.random() < 0.2 else (),
        discount=_discount(dice),
    )  # fmt: skip
    return Case(number, currency, request, works, (*others, *charged), inexact)


def _policy(dice: Random) -> Policy | None:
    """A rounding for the whole invoice, or None: as everything inherits it."""
    if dice.random() < 0.5:
        return None
    minimum = dice.choice([0, 0, 10, 45])
    return Policy(dice.choice(STEPS_MIN), dice.choice(list(Direction)), minimum, dice.choice(list(Unit)))


def _work(
    books: Books, key: str, currency: str, day: str, override: Policy | None, rate: Decimal | None, dice: Random
) -> Work:
    project, task = dice.choice(list(_PROJECTS)), dice.choice([None, "1", "2"])
    own = dice.choice([None, None, None, "55.55"])
    seconds = dice.choice([*_LENGTHS, dice.randrange(1, 30_000)])
    title = dice.choice(["Design", "Tests", "", "Call; with <b>"])
    task_id = None if task is None else TaskId(currency + project + task)
    EntryRepository(books.db).save(
        Entry(EntryId(key), title, day, "UTC", seconds, project_id=ProjectId(currency + project), task_id=task_id)
    )
    if own is not None:
        TermsService(books.db).change(TermsKind.ENTRY, key, TermsChange(rate=own))
    default = _CLIENT_RATE if currency == "JPY" else DEFAULT_RATE
    found = (
        rate if rate is not None else own or (_TASK_RATE if task == "2" else None) or _PROJECTS[project][0] or default
    )
    return Work(
        key, seconds, day, project, task_id, title or project, Fraction(found), _rule(override, project, currency)
    )


def _rule(override: Policy | None, project: str, currency: str) -> Rule:
    if override is not None:
        return Rule(override.step_min, override.direction.value, override.minimum_min, override.unit.value)
    inherited = {"b": Rule(15, "up", 0, "day"), "c": Rule(6, "nearest", 12, "line")}
    return inherited.get(project, Rule(30, "nearest", 0, "entry") if currency == "JPY" else Rule(1, "up", 0, "entry"))


def _typed(currency: str, dice: Random, at_least: int) -> tuple[tuple[str, ...], tuple[Line, ...], bool]:
    """Lines as typed; few need a rounding."""
    texts, lines, inexact = [], [], False
    for place in range(max(at_least, dice.randint(-2, 2))):
        quantity = Decimal(dice.choice(["1", "3", "12", "0.5", "0.333"]))
        price = Decimal(dice.randrange(1, 90_000)).scaleb(-dice.choice([0, DIGITS[currency], DIGITS[currency], 3]))
        taxed = dice.random() < 0.7
        exact = Fraction(quantity) * Fraction(price) * 10 ** DIGITS[currency]
        inexact = inexact or exact.denominator != 1
        texts.append(f"Typed {place};{quantity:f};{price:f}{'' if taxed else ';notax'}")
        lines.append(Line(typed_minor(Fraction(quantity), Fraction(price), currency), taxed))
    return tuple(texts), tuple(lines), inexact


def _expenses(books: Books, number: int, currency: str, dice: Random) -> tuple[tuple[ExpenseId, ...], list[Line]]:
    if dice.random() < 0.8:
        return (), []
    minor = dice.randrange(1, 500_000)
    amount = Decimal(minor).scaleb(-DIGITS[currency])
    made = Expense(ExpenseId(f"x{number}"), amount, "Train", FIRST_DAY.isoformat(), ClientId(currency))
    ExpenseRepository(books.db).save(made)
    return (made.id,), [Line(minor, True)]


def _discount(dice: Random) -> Discount | None:
    return Discount(Decimal(dice.choice(["10", "2.5", "33.333"]))) if dice.random() < 0.2 else None
