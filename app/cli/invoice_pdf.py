"""`invoice pdf`: an invoice as a file to send or to print. Needs no server."""

from __future__ import annotations

from pathlib import Path

from app.cancel import CancelToken
from app.cli.arguments import Flags, Given
from app.cli.invoices import invoice_service
from app.cli.outcome import Command, Outcome, Session
from app.domain.money import shown
from app.errors import DocumentError, Refused
from app.services.documents import save_invoice, sender_lines


def _flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")
    flags.value("-o", "--output", metavar="FILE", required=True, help="where to write it")
    flags.switch("--timesheet", help="with the work behind each line")
    flags.value("--language", metavar="CODE", help="such as de or pt_BR, instead of the setting documents.language")
    flags.switch("--anyway", help="even where no font has some characters; they are boxes then")


def _pdf(given: Given, session: Session) -> Outcome:
    row = invoice_service(session).find(given.required("id"))
    target = Path(given.required("output"))
    if target.is_dir():
        raise Refused(f"{target} is a folder. Name the file to write.")
    try:
        pdf = save_invoice(
            session.context,
            row,
            target,
            CancelToken(),
            timesheet=given.on("timesheet"),
            language=given.text("language"),
            anyway=given.on("anyway"),
        )
    except DocumentError as error:
        raise Refused(_explained(error)) from error
    if not sender_lines(session.context.config.settings):
        session.say(
            "stint: It does not say who sends it. Set your name and address: stint settings set documents.sender"
        )
    result = {
        "file": str(target),
        "bytes": len(pdf.data),
        "missing": pdf.missing,
        "invoice": {"id": row.invoice.id, "number": row.invoice.number},
    }
    return Outcome(result, lambda: f"Written to {target}.")


def _explained(error: DocumentError) -> str:
    missing = error.facts.get("missing")
    if missing:
        return (
            f"No font on this computer can show {shown(str(missing), 60)}, so nothing was written. Install a font for"
            " that script (such as the Noto fonts), or add --anyway to get boxes in its place."
        )
    return f"The PDF could not be made: {error.detail}. Nothing was written."


COMMANDS = {"invoice pdf": Command(_flags, _pdf)}
