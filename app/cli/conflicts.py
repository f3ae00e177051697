"""`conflicts` and `resolve`: what a person has to decide."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.deleted import STAYS_BILLED
from app.cli.invoice_email import message_object, message_service, unclear_mail
from app.cli.matter_words import mass_change_text, matter_text, mismatch_text
from app.cli.outcome import Command, Outcome, Session
from app.cli.payments import payment_object, payment_service, unclear_words
from app.cli.present import Json, entry_object
from app.cli.tables import cell
from app.cli.timer import shown_entry
from app.errors import UserInputError
from app.services.attention import AttentionService
from app.services.conflicts import DELETIONS, ConflictService, Kept
from app.services.refused import RefusedService
from app.storage.invoices import InvoiceRepository
from app.storage.outbox import ASKED, CHECKING, PAYMENT, Operation


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
    return Outcome(result, lambda: _text(session, unsettled))


def _operation(operation: Operation) -> Json:
    return {
        "id": operation.id,
        "kind": operation.kind,
        "record_id": operation.record_id,
        "action": operation.action,
        "state": operation.state,
        "message": operation.message,
        "refused_by": None if operation.refusal is None else operation.refusal.by,
    }


def _text(session: Session, unsettled: list[Operation]) -> str:
    """The same in words, the question of the guard first: it holds back the rest."""
    attention = AttentionService(session.context.db, session.context.clock)
    config, change = session.context.config, attention.mass_change()
    payments = payment_service(session)
    unclear = {one.id for one in unsettled if one.kind in ASKED and one.state == CHECKING}
    parts = [] if change is None else [mass_change_text(change)]
    parts += [
        matter_text(matter, session.context.zone, config.settle_seconds)
        for matter in attention.matters()
        if matter.id not in unclear
    ]
    mails = message_service(session)
    for one in unsettled:
        if one.id in unclear and one.kind == PAYMENT:
            parts.append(unclear_words(payments.row(one.record_id)))
        elif one.id in unclear:
            parts.append(unclear_mail(mails.row(one.record_id)))
    parts += map(mismatch_text, InvoiceRepository(session.context.db).mismatched())
    return "\n\n".join(parts) or "Nothing to decide."


def _resolve_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|deletions")
    flags.either("--ours", "--theirs", "--done", "--again", required=True)


def _resolve(given: Given, session: Session) -> Outcome:
    if given.on("done") or given.on("again"):
        return _resolve_asked(given, session)
    service, ours = _conflict_service(session), given.on("ours")
    text = given.required("id")
    if payment_service(session).is_unclear(text) or message_service(session).is_unclear(text):
        raise UserInputError("Of a payment or an e-mail say --done or --again.", field="id")
    side = "what is here" if ours else "what is in Clientary"
    if given.required("id") == DELETIONS:
        kept = service.resolve_deletions(ours=ours)
        again = {"sent_again": kept.ours, "let_go": kept.others} if ours else {}
        words = f"The next sync keeps {side}." + (_kept_words(kept) if ours else "")
        return Outcome({"resolved": DELETIONS, **again}, lambda: words)
    refused = RefusedService(session.context.db, session.context.clock)
    if refused.find(given.required("id")) is not None:
        done = refused.resolve(given.required("id"), ours=ours)
        words = "The next sync sends it again." if ours else "It was let go."
        return Outcome({"resolved": done.record_id, "kind": done.kind}, lambda: words)
    row = service.resolve(given.required("id"), ours=ours)
    billed = STAYS_BILLED if ours and row.remote_id is None and row.entry.billed_there else ""
    title = cell(row.entry.title)
    back = f"`stint undelete {row.entry.id}` brings it back."
    words = f"Let go: {title}. {back}" if row.deleted else f"Kept {side}: {title}."
    return Outcome({"entry": shown_entry(row, session)}, lambda: words + billed)


def _kept_words(kept: Kept) -> str:
    """How many hours are sent again, and how many of other people's cannot be; empty where it was about none."""
    parts = []
    if kept.ours:
        parts.append(f" Entries of yours that are sent again: {kept.ours}.")
    if kept.billed:
        parts.append(f" Clientary had billed {kept.billed} of them; here they stay billed.")
    if kept.others:
        parts.append(f" Entries of others that follow Clientary, because only they can send them: {kept.others}.")
    return "".join(parts)


def _resolve_asked(given: Given, session: Session) -> Outcome:
    done, mails = given.on("done"), message_service(session)
    if mails.is_unclear(given.required("id")):
        mail = {"message": message_object(mails.resolve(given.required("id"), done=done))}
        return Outcome(mail, lambda: "It is settled." if done else "The next sync sends it again.")
    row = payment_service(session).resolve(given.required("id"), done=done)
    shown = payment_object(row, session.context.config.settings.billing_currency)
    return Outcome({"payment": shown}, lambda: "It is there." if done else "The next sync sends it again.")


COMMANDS = {"conflicts": Command(_list_flags, _list), "resolve": Command(_resolve_flags, _resolve)}
