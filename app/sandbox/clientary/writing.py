"""Creating, changing and deleting records, with the validations and cascades of Clientary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.sandbox.clientary.kinds import PRIVILEGED_FIELDS, FieldType, Kind
from app.sandbox.clientary.rules import after_write, check_links, complete, refuse
from app.sandbox.clientary.session import Session
from app.sandbox.clientary.values import Problems, read_fields, require
from app.sandbox.store import Fields, Query, Record

Sent = Mapping[str, Any]


class PlanLimit(Exception):
    """426: the account's plan allows no more records of this kind."""


def create(session: Session, kind: Kind, sent: Sent, parents: Fields, privileged: bool = False) -> Record:
    """Store a new record. `parents` are the ids from the URL; `privileged` is a person on the web, who may set more.

    Raises `ValidationFailed` or `PlanLimit`; then nothing is stored.
    """
    _check_plan(session, kind)
    problems: Problems = {}
    with session.store.transaction():
        fields = {**kind.defaults, **_given(session, kind, sent, privileged, True, problems), **parents}
        complete(session, kind.name, fields, None, problems)
        _check(session, kind, fields, 0, problems)
        record = Record(kind.name, session.account, session.now, session.now, fields)
        session.store.insert(record)
        after_write(session, record)
    return record


def update(session: Session, kind: Kind, record: Record, sent: Sent, privileged: bool = False) -> Record:
    """Change the given fields of a record, leaving the others. Raises `ValidationFailed`; then nothing is stored."""
    problems: Problems = {}
    with session.store.transaction():
        old = record.fields
        fields = {**old, **_given(session, kind, sent, privileged, False, problems)}
        complete(session, kind.name, fields, old, problems)
        _check(session, kind, fields, record.id, problems)
        record.fields, record.updated_at = fields, session.now
        session.store.update(record)
        after_write(session, record)
        if kind.name == "hours" and old["project_id"] != fields["project_id"]:
            after_write(session, Record(kind.name, session.account, 0, 0, old, record.id))
    return record


def delete(session: Session, record: Record) -> None:
    """Delete a record and what hangs on it."""
    with session.store.transaction():
        for dependent in _dependents(session, record):
            delete(session, dependent)
        if record.kind == "invoices":
            _free_billed(session, record.id)
        session.store.delete(record, session.now)
        after_write(session, record)


def _check_plan(session: Session, kind: Kind) -> None:
    limit = session.dialect.plan_limit
    if kind.limited and limit is not None and session.store.count(Query(session.account, kind.name)) >= limit:
        raise PlanLimit(kind.name)


def _given(session: Session, kind: Kind, sent: Sent, privileged: bool, creating: bool, problems: Problems) -> Fields:
    """The writable fields of a request, with the documented aliases resolved."""
    values = dict(sent)
    if kind.name == "tasks" and "completed" in values:  # the update sample says `completed`, replies say `complete`
        values["complete"] = values.pop("completed")
    types: dict[str, FieldType] = dict(kind.fields)
    if privileged:
        types.update(PRIVILEGED_FIELDS)
    if kind.name == "hours":
        if session.dialect.hours_rate_writable:
            types["rate"] = "decimal"
        if session.dialect.move_hours_by_put and not creating:
            types["project_id"] = "integer"
    if kind.items_key is not None and not (creating or privileged or session.dialect.status_by_put):
        del types["status"]
    fields = read_fields(values, types, problems)
    if kind.items_key is not None:
        sent_items = values.get(f"{kind.items_key}_attributes")
        fields["sent_items"] = values.get(kind.items_key) if sent_items is None and privileged else sent_items
    return fields


def _check(session: Session, kind: Kind, fields: Fields, own_id: int, problems: Problems) -> None:
    if not (kind.name == "payments" and "payment_profile_id" in problems):
        require(fields, kind.required, problems)
    check_links(session, kind.name, fields, problems)
    number = fields.get("number")
    if kind.unique_number and number and session.store.number_taken(session.account, kind.name, number, own_id):
        problems.setdefault("number", []).append("has already been taken")
    refuse(problems)


def _dependents(session: Session, record: Record) -> Iterator[Record]:
    """What a deletion takes along (Clientary reference 9; a project's hours and tasks are the likely reading)."""
    column, kinds = {
        "clients": ("client_id", ("contacts", "projects", "invoices", "estimates", "recurring", "payment_profiles")),
        "projects": ("project_id", ("hours", "tasks")),
        "invoices": ("invoice_id", ("payments",)),
    }.get(record.kind, ("", ()))
    for kind in kinds:
        yield from session.store.select(Query(session.account, kind, (column, record.id)))  # type: ignore[arg-type]  # a literal of the table above
    if record.kind == "leads":
        for kind in ("estimates", "contacts"):
            everything = session.store.select(Query(session.account, kind))
            yield from (other for other in everything if other.fields.get("lead_id") == record.id)


def _free_billed(session: Session, invoice_id: int) -> None:
    """Hours and expenses on a deleted invoice can be billed again (the likely reading; nobody documents it)."""
    for kind in ("hours", "expenses"):
        for record in session.store.select(Query(session.account, kind, ("invoice_id", invoice_id))):
            record.fields["invoice_id"] = None
            if kind == "hours":
                record.fields["billed"] = False
            record.updated_at = session.now
            session.store.update(record)
