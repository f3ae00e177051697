"""What a new account holds: nothing but its owner, or a small agency with a year behind it, the same on every run."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.sandbox.clientary.kinds import KINDS
from app.sandbox.clientary.session import Session
from app.sandbox.clientary.writing import create
from app.sandbox.seed_data import CUSTOMERS, EXPENSES, FIXED, JOBS, LEADS, NOTES, STAFF, TITLES, Customer, Job
from app.sandbox.store import Record

YEAR = 365
EVENING = 18 * 3600  # when the day's records were written, in seconds after midnight UTC
DRAFT, SENT, VIEWED, CANCELLED, PENDING = 0, 1, 2, 3, 5
BILLED_UNTIL_DAYS = 30  # younger hours are not on an invoice yet


def seed_empty(session: Session) -> None:
    """Nothing but the user whose token Membrane holds."""
    person = {"name": "Marta Lindqvist", "email": "marta@lindqvist-partner.example", "title": "Owner"}
    create(session, KINDS["staff"], person, {}, privileged=True)


def _nothing(_session: Session) -> None:
    """The empty seed adds nothing."""


def seed_agency(session: Session) -> None:
    """Eight clients, twenty projects in three currencies, three people, a year of hours, invoices in every status."""
    _Agency(session).build()


SEEDS: Mapping[str, Callable[[Session], None]] = {"agency": seed_agency, "empty": _nothing}


@dataclass(slots=True)
class _Worked:
    """An hours entry before it is stored: first the invoices must exist."""

    day: date
    job: int
    user_id: int
    hours: Decimal
    title: str
    description: str | None
    invoice_id: int | None = None


@dataclass(slots=True)
class _Agency:
    session: Session
    dice: random.Random = field(default_factory=lambda: random.Random(20_250_401))  # noqa: S311  # not for secrets
    people: list[int] = field(default_factory=list)
    clients: list[int] = field(default_factory=list)
    projects: list[int] = field(default_factory=list)
    invoice_count: int = 0

    @property
    def today(self) -> date:
        return date.fromisoformat(self.session.today())

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def add(self, kind: str, day: date, values: Mapping[str, Any]) -> Record:
        """A record written in the evening of that day, with flat fields."""
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        session = replace(self.session, now=min(int(moment.timestamp()) + EVENING, self.session.now))
        return create(session, KINDS[kind], values, _parents(values), privileged=True)

    def build(self) -> None:
        self.people = [self.session.user_id]
        for name, email, title in STAFF:
            self.people.append(self.add("staff", self.ago(500), {"name": name, "email": email, "title": title}).id)
        for customer in CUSTOMERS:
            self._add_customer(customer)
        self.projects = [self._add_job(number, job) for number, job in enumerate(JOBS)]
        worked = list(self._worked())
        self._bill(worked)
        for entry in worked:
            self._add_hours(entry)
        self._add_extras()

    def _add_customer(self, customer: Customer) -> None:
        keys = ("name", "number", "address", "city", "zip", "country", "status")
        client = self.add("clients", self.ago(480), {key: getattr(customer, key) for key in keys})
        self.clients.append(client.id)
        for name, email, title in customer.contacts:
            values = {"name": name, "email": email, "title": title, "client_id": client.id}
            self.add("contacts", self.ago(470), values)

    def _add_job(self, number: int, job: Job) -> int:
        client_id = self.clients[job.customer]
        began, ended = job.days
        values = {
            "name": job.name,
            "number": f"P{number + 1:03d}",
            "client_id": client_id,
            "rate": job.rate,
            "currency_code": job.currency,
            "project_type": job.kind,
            "status": job.status,
            "budget": job.budget,
            "start_date": self.ago(began).isoformat(),
            "end_date": None if ended is None else self.ago(ended).isoformat(),
        }
        project = self.add("projects", self.ago(began), values)
        for index, title in enumerate(job.tasks):
            due = self.today + timedelta(days=7 * index - 3)
            task = {"title": title, "project_id": project.id, "client_id": client_id, "due_date": due.isoformat()}
            task |= {"assignee_id": self.people[index % 3], "complete": index == 0 and number % 2 == 0}
            self.add("tasks", self.ago(20 + index), task)
        return project.id

    def _worked(self) -> Iterator[_Worked]:
        """A year of days: three people, weekdays, a holiday now and then, three to six entries a day."""
        for days in range(YEAR, 0, -1):
            day = self.ago(days)
            open_jobs = [index for index, job in enumerate(JOBS) if job.days[0] >= days > (job.days[1] or 0)]
            if day.weekday() > 4 or not open_jobs:
                continue
            for user_id in self.people:
                if self.dice.random() < 0.88:
                    for job in self.dice.choices(open_jobs, k=self.dice.randint(3, 6)):
                        yield self._entry(day, job, user_id)

    def _entry(self, day: date, job: int, user_id: int) -> _Worked:
        minutes = 5 * self.dice.choice((3, 4, 6, 6, 9, 10, 12, 12, 15, 18, 20, 24, 30, 36))
        note = self.dice.choice(NOTES) if self.dice.random() < 0.15 else None
        hours = (Decimal(minutes) / 60).quantize(Decimal("0.0001")).normalize()
        return _Worked(day, job, user_id, hours, self.dice.choice(TITLES[JOBS[job].trade]), note)

    def _add_hours(self, entry: _Worked) -> None:
        values = {
            "project_id": self.projects[entry.job],
            "user_id": entry.user_id,
            "date": entry.day.isoformat(),
            "hours": entry.hours,
            "title": entry.title,
            "description": entry.description,
            "billed": entry.invoice_id is not None,
            "invoice_id": entry.invoice_id,
        }
        self.add("hours", entry.day, values)

    # -- invoices --------------------------------------------------------------------------------------------------

    def _bill(self, worked: list[_Worked]) -> None:
        """One invoice per client, currency and month for hourly work; the last month is still open."""
        months: dict[tuple[str, int, str], list[_Worked]] = defaultdict(list)
        for entry in worked:
            job = JOBS[entry.job]
            if job.kind != FIXED and entry.day < self.ago(BILLED_UNTIL_DAYS):
                months[f"{entry.day:%Y-%m}", job.customer, job.currency].append(entry)
        for (month, customer, currency), entries in sorted(months.items()):
            lines: dict[int, Decimal] = defaultdict(Decimal)
            for entry in entries:
                lines[entry.job] += entry.hours
            items = [
                {"title": JOBS[job].name, "quantity": hours, "price": JOBS[job].rate, "taxable": True}
                for job, hours in sorted(lines.items())
            ]
            day = min(_month_end(month), self.ago(1))
            invoice = self._invoice(customer, currency, day, f"Services in {month}", items)
            for entry in entries:
                entry.invoice_id = invoice.id
        for index, job in enumerate(JOBS):
            if job.kind == FIXED and job.days[1] is not None:
                items = [{"title": job.name, "quantity": 1, "price": job.rate, "taxable": True}]
                day = self.ago(job.days[1] - 1)
                self._invoice(job.customer, job.currency, day, job.name, items, project_id=self.projects[index])
        self._odd_invoices()

    def _invoice(
        self, customer: int, currency: str, day: date, title: str, items: list[dict[str, Any]], **more: Any
    ) -> Record:
        """An invoice with its payment, if it is old enough to be paid; every ninth one stays open and is overdue."""
        self.invoice_count += 1
        buyer, age = CUSTOMERS[customer], (self.today - day).days
        values = {
            "number": f"R-{self.invoice_count:04d}",
            "client_id": self.clients[customer],
            "date": day.isoformat(),
            "due_date": (day + timedelta(days=14)).isoformat(),
            "currency_code": currency,
            "title": title,
            "tax": buyer.tax,
            "tax_label": buyer.tax_label,
            "status": VIEWED if age < 30 else SENT,
            "invoice_items": items,
            **more,
        }
        invoice = self.add("invoices", day, values)
        if age > 35 and self.invoice_count % 9 != 0 and values["status"] == SENT:
            total = self.session.totals(invoice.fields).total
            paid = {"invoice_id": invoice.id, "amount": total, "received_on": (day + timedelta(days=12)).isoformat()}
            self.add("payments", day + timedelta(days=12), paid)
        return invoice

    def _odd_invoices(self) -> None:
        """The statuses that monthly billing does not bring about: draft, cancelled, pending, partly paid."""
        items = [{"title": "Consulting", "quantity": "2.5", "price": "95.00", "taxable": True}]
        self._invoice(0, "EUR", self.ago(2), "Workshop", items, status=DRAFT)
        self._invoice(3, "EUR", self.ago(80), "Deposit", items, status=CANCELLED)
        self._invoice(6, "USD", self.ago(5), "Licence", items, status=PENDING)
        partly = self._invoice(5, "EUR", self.ago(25), "Hardware", items, status=SENT)
        paid = {"invoice_id": partly.id, "amount": "100.00", "received_on": self.ago(10).isoformat()}
        self.add("payments", self.ago(10), paid)

    # -- the rest --------------------------------------------------------------------------------------------------

    def _add_extras(self) -> None:
        for index, (description, amount, job) in enumerate(EXPENSES):
            day = self.ago(12 + 31 * index)
            where = {"project_id": self.projects[job], "client_id": self.clients[JOBS[job].customer]}
            what = {"description": description, "amount": amount, "incurred_on": day.isoformat()}
            self.add("expenses", day, {**what, **where})
        for name, city in LEADS:
            self.add("leads", self.ago(15), {"name": name, "city": city})
        for status, customer in ((0, 3), (1, 6), (6, 5), (4, 7)):
            document: dict[str, Any] = {
                "date": self.ago(10 + 20 * status).isoformat(),
                "currency_code": "EUR",
                "client_id": self.clients[customer],
                "title": "Extension",
                "status": status,
                "estimate_items": [{"title": "Development", "quantity": 40, "price": "95.00", "taxable": True}],
            }
            self.add("estimates", self.ago(10 + 20 * status), document)
        schedule: dict[str, Any] = {
            "client_id": self.clients[1],
            "next_date": (self.today + timedelta(days=9)).isoformat(),
            "due_period": 14,
            "currency_code": "USD",
            "time_interval": 5,
            "title": "Hosting",
            "recurring_schedule_items": [{"title": "Hosting", "quantity": 1, "price": "49.99", "taxable": False}],
        }
        self.add("recurring", self.ago(200), schedule)


def _parents(values: Mapping[str, Any]) -> dict[str, Any]:
    """The ids by which a record hangs on another one."""
    return {name: values[name] for name in ("invoice_id", "project_id", "client_id") if values.get(name) is not None}


def _month_end(month: str) -> date:
    year, number = (int(part) for part in month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
