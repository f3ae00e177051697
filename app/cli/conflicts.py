"""`conflicts` and `resolve`: what a person has to decide."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.payments import payment_object, payment_service, unclear_words
from app.cli.present import Json, entry_object
from app.cli.tables import cell
from app.cli.timer import shown_entry
from app.errors import UserInputError
from app.services.conflicts import DELETIONS, ConflictService
from app.services.payments import PaymentService
from app.storage.outbox import CHECKING, PAYMENT, Operation


def _conflict_service(session: Session) -> ConflictService:
    return ConflictService(session.context.db, session.context.clock)


def _list_flags(flags: Flags) -> None:
    """No flags of its own."""


def _list(given: Given, session: Session) -> Outcome:  # noqa: ARG001 - every command has this shape
    service = _conflict_service(session)
    rows, questions, unsettled = service.entries(), service.questions(), service.unsettled()
    currency = session.context.config.settings.billing_currency
    conflicts = [entry_object(row, now=session.now, default_currency=currency) for row in rows]
    result = {
        "conflicts": conflicts,
        "questions": [{**detail, "name": name} for name, detail in questions.items()],
        "unsettled": [_operation(operation) for operation in unsettled],
    }
    return Outcome(result, lambda: _text(conflicts, questions, unsettled, payment_service(session)))


def _operation(operation: Operation) -> Json:
    return {
        "id": operation.id,
        "kind": operation.kind,
        "record_id": operation.record_id,
        "action": operation.action,
        "state": operation.state,
        "message": operation.message,
    }


def _text(
    conflicts: list[Json], questions: dict[str, Json], unsettled: list[Operation], payments: PaymentService
) -> str:
    lines = []
    for entry in conflicts:
        lines.append(f"{entry['date']} {cell(str(entry['title']))} ({entry['id']})")
        fields = entry.get("conflict")
        for name, sides in fields.items() if isinstance(fields, dict) else ():
            lines.append(f"  {name}: here {cell(str(sides['ours']))}, in Clientary {cell(str(sides['theirs']))}")
        lines.append(f"  stint resolve {entry['id']} --ours | --theirs")
    for name, detail in questions.items():
        count = detail.get("count") or len(_remote_ids(detail))
        lines.append(f"Clientary lacks or changed {count} records at once; nothing of that was applied.")
        lines.append(f"  stint resolve {name} --ours | --theirs")
    for operation in unsettled:
        if operation.kind == PAYMENT and operation.state == CHECKING:
            lines.append(unclear_words(payments.row(operation.record_id)))
            continue
        words = f": {cell(operation.message, 200)}" if operation.message else ""
        lines.append(f"{operation.state}: {operation.kind} {operation.record_id}{words}")
    return "\n".join(lines) or "Nothing to decide."


def _remote_ids(detail: Json) -> list[object]:
    found = detail.get("remote_ids")
    return found if isinstance(found, list) else []


def _resolve_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|deletions")
    flags.either("--ours", "--theirs", "--done", "--again", required=True)


def _resolve(given: Given, session: Session) -> Outcome:
    if given.on("done") or given.on("again"):
        return _resolve_payment(given, session)
    service, ours = _conflict_service(session), given.on("ours")
    if payment_service(session).is_unclear(given.required("id")):
        raise UserInputError("Of a payment say --done or --again.", field="id")
    side = "what is here" if ours else "what is in Clientary"
    if given.required("id") == DELETIONS:
        service.resolve_deletions(ours=ours)
        return Outcome({"resolved": DELETIONS}, lambda: f"The next sync keeps {side}.")
    row = service.resolve(given.required("id"), ours=ours)
    return Outcome({"entry": shown_entry(row, session)}, lambda: f"Kept {side}: {cell(row.entry.title)}.")


def _resolve_payment(given: Given, session: Session) -> Outcome:
    done = given.on("done")
    row = payment_service(session).resolve(given.required("id"), done=done)
    shown = payment_object(row, session.context.config.settings.billing_currency)
    return Outcome({"payment": shown}, lambda: "It is there." if done else "The next sync sends it again.")


COMMANDS = {"conflicts": Command(_list_flags, _list), "resolve": Command(_resolve_flags, _resolve)}
