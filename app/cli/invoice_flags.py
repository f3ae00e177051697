"""The flags of `invoice preview` and `invoice create`, and the request they come to."""

from __future__ import annotations

from dataclasses import replace

from app.billing.extras import parse_discount, parse_section
from app.billing.grouping import Group
from app.billing.manual import parse_tax
from app.billing.rates import parse_rate
from app.billing.rounding import parse_policy
from app.cli.arguments import Flags, Given
from app.cli.outcome import Session
from app.cli.tables import cell
from app.domain.expenses import ExpenseId
from app.domain.ids import ClientId, ProjectId
from app.domain.invoices import Tax
from app.domain.money import decimal_value
from app.domain.names import Candidate, match_name
from app.domain.when import parse_day
from app.errors import UserInputError
from app.services.billing_choices import BillingChoices
from app.services.catalog import Catalog
from app.services.invoice_request import ME, InvoiceRequest

DEFAULT_TIMEOUT_S = 120.0
_MAX_TIMEOUT_S = 86_400


def declare_request_flags(flags: Flags, *, client: bool = True) -> None:
    """Which hours and lines, how they are rounded and taxed, and the head of the document. Without `client` they
    change an invoice that is somebody's already.
    """
    if client:
        flags.value("--client", metavar="C", help="whose hours", required=True)
    flags.value("--project", metavar="P", help="only these projects", repeated=True)
    flags.value("--from", metavar="D", help="first day")
    flags.value("--to", metavar="D", help="last day")
    flags.value("--group", metavar="G", help=f"{', '.join(Group)}; default project")
    flags.value("--rounding", metavar="R", help="none or STEP[up|down|nearest][/entry|day|line][,min=MIN]")
    flags.value("--person", metavar="NAME", help="only their hours; me is you", repeated=True)
    flags.switch("--no-hours", help="only the other lines")
    flags.value("--rate", metavar="R", help="rate of every hour")
    flags.value(
        "--tax", metavar="LABEL=PERCENT", help="up to three; empty: none, whatever the client has", repeated=True
    )
    flags.switch("--compound", help="later taxes are taken of the earlier ones too")
    if not client:
        flags.switch("--no-compound", help="or not")
    _declare_lines(flags)
    flags.value("--number", metavar="N", help="default: the next one")
    flags.value("--date", metavar="D", help="default: today")
    flags.value("--due", metavar="D")
    flags.value("--due-days", metavar="N", help="days after the date")
    flags.value("--currency", metavar="X", help="hours in another one stay off; default: that of the hours")
    flags.value("--terms", metavar="TEXT", help="conditions of payment")
    flags.value("--note", metavar="TEXT")
    flags.value("--po", metavar="TEXT")


def _declare_lines(flags: Flags) -> None:
    """Lines beside those for hours."""
    flags.value("--add", metavar="TITLE;QTY;PRICE[;notax]", help="a line of your own", repeated=True)
    flags.value("--fixed", metavar="P", help="what is open of this project's fixed price", repeated=True)
    flags.value("--expense", metavar="ID", help="charge an expense on", repeated=True)
    flags.value("--section", metavar="[N;]TITLE", help="a heading before line N, else the first", repeated=True)
    flags.value("--discount", metavar="D[;TITLE][;notax]", help="10%% or 50, taken of all other lines")


def declare_timeout(flags: Flags) -> None:
    """How long the command may take in all."""
    flags.value("--timeout", metavar="S", help=f"seconds; default {DEFAULT_TIMEOUT_S:.0f}")


def timeout_of(given: Given) -> float:
    """The seconds of `--timeout`."""
    text = given.text("timeout")
    if text is None:
        return DEFAULT_TIMEOUT_S
    seconds = decimal_value(text, field="timeout")
    if not 0 < seconds <= _MAX_TIMEOUT_S:
        raise UserInputError(f'"{cell(text)}" is not a number of seconds up to a day.', field="timeout")
    return float(seconds)


def request_of(given: Given, session: Session) -> InvoiceRequest:
    """What is asked to be billed; raises `UserInputError` for a value that is not understood."""
    client_id = Catalog(session.context.db).client_named(given.required("client"))
    return _changed(InvoiceRequest(client_id), given, session, _Lists(given, clears=False))


def changed_request(base: InvoiceRequest, given: Given, session: Session) -> InvoiceRequest:
    """`base` with what the flags say; an empty value clears, and `--add` adds unless one of them is empty."""
    return _changed(base, given, session, _Lists(given, clears=True))


class _Lists:
    """Values of flags that may come several times. With `clears` an empty one only says that the list begins anew."""

    def __init__(self, given: Given, *, clears: bool) -> None:
        self._given, self._clears = given, clears

    def of(self, name: str) -> list[str] | None:
        texts = self._given.many(name)
        return texts if texts is None or not self._clears else [text for text in texts if text.strip()]

    def added(self, name: str, base: tuple[str, ...]) -> tuple[str, ...]:
        """Behind those of `base`, unless the list begins anew."""
        said = self.of(name)
        if said is None:
            return base
        return (*(base if len(said) == len(self._given.many(name) or []) else ()), *said)


def _changed(base: InvoiceRequest, given: Given, session: Session, lists: _Lists) -> InvoiceRequest:
    catalog, client_id = Catalog(session.context.db), base.client_id
    rate, rounding, discount = given.text("rate"), given.text("rounding"), given.text("discount")
    fixed, sections, projects = lists.of("fixed"), lists.of("section"), lists.of("project")
    people, expenses, due_days = lists.of("person"), lists.of("expense"), _days(given.text("due_days"))
    due, number = _day(given, "due", session), given.text("number")
    return replace(
        base,
        project_ids=base.project_ids if projects is None else _projects(projects, client_id, catalog),
        day_from=_day(given, "from", session) or base.day_from,
        day_to=_day(given, "to", session) or base.day_to,
        group=base.group if given.text("group") is None else _group(given.text("group")),
        rounding=parse_policy(rounding) if rounding is not None else base.rounding,
        no_hours=given.on("no_hours") or base.no_hours,
        rate=base.rate if rate is None else parse_rate(rate),
        taxes=base.taxes if given.many("tax") is None else _taxes(given.many("tax")),
        compound=given.on("compound") or (base.compound and not given.on("no_compound")),
        manual=lists.added("add", base.manual),
        number=base.number if number is None else number,
        date=_day(given, "date", session) or base.date,
        due=due if due is not None or due_days is not None else base.due,
        note=_text(given, "note", base.note),
        po=_text(given, "po", base.po),
        people=base.people if people is None else _people(people, session),
        expenses=base.expenses if expenses is None else tuple(ExpenseId(one) for one in expenses),
        fixed=base.fixed if fixed is None else _projects(fixed, client_id, catalog),
        sections=base.sections if sections is None else tuple(parse_section(text) for text in sections),
        discount=base.discount if discount is None else None if not discount.strip() else parse_discount(discount),
        terms=_text(given, "terms", base.terms),
        due_days=base.due_days if due_days is None else due_days,
        currency=base.currency if given.text("currency") is None else given.text("currency") or None,
    )


def _text(given: Given, name: str, base: str) -> str:
    text = given.text(name)
    return base if text is None else text


def _people(names: list[str], session: Session) -> tuple[str, ...]:
    """The named people as `InvoiceRequest.people` has them; raises with the candidates."""
    staff = BillingChoices(session.context.db).people()
    candidates = [Candidate(person.remote_id, person.name) for person in staff if person.name]
    return tuple(ME if name.strip().lower() == ME else match_name(name, candidates, what="person") for name in names)


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    days = decimal_value(text, field="due_days")
    if days != int(days):
        raise UserInputError(f'"{cell(text)}" is not a number of days.', field="due_days")
    return int(days)


def _projects(names: list[str], client_id: ClientId, catalog: Catalog) -> tuple[ProjectId, ...]:
    """The named projects; a name that several clients use means this client's."""
    if not names:
        return ()
    client = next((row.client.name for row in catalog.clients(everything=True) if row.client.id == client_id), "")
    return tuple(catalog.project(f"{client}/{name}") or catalog.project_named(name) for name in names)


def _taxes(texts: list[str] | None) -> tuple[Tax, ...] | None:
    """None where the flag was not given: the client's own; `--tax=` means none at all."""
    return None if not texts else tuple(parse_tax(text) for text in texts if text.strip())


def _day(given: Given, name: str, session: Session) -> str | None:
    text = given.text(name)
    return None if text is None else parse_day(text, session.today, field=name)


def _group(text: str | None) -> Group:
    if text is None:
        return Group.PROJECT
    try:
        return Group(text.strip().lower())
    except ValueError as error:
        raise UserInputError(f'"{cell(text)}" is none of {", ".join(Group)}.', field="group") from error
