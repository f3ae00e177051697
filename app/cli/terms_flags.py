"""The flags that set terms of billing beside a client, project, task or entry, and the terms as JSON."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.present import Json
from app.domain.billing_terms import BillingTerms, TermsKind
from app.services.terms import TermsChange, TermsService
from app.storage.database import Database

INHERITS = "empty: inherited"
CLIENT_NAMES = ("rate", "rounding", "number_pattern", "language", "due_days", "tax", "compound", "no_compound")
PROJECT_NAMES = ("rounding", "priced")


def declare_client_terms(flags: Flags) -> None:
    """What holds for every invoice of a client."""
    declare_rate(flags)
    declare_rounding(flags)
    flags.value("--number-pattern", metavar="P", help=f"such as ACME-{{YYYY}}-{{NNN}}; {INHERITS}")
    flags.value("--language", metavar="L", help=f"of documents, such as de; {INHERITS}")
    flags.value("--due-days", metavar="N", help=f"days until an invoice is due; {INHERITS}")
    flags.value("--tax", metavar="LABEL=PERCENT", help="up to three; an empty one clears them", repeated=True)
    flags.either("--compound", "--no-compound")


def declare_project_terms(flags: Flags) -> None:
    """What holds for the hours of a project. Its rate is Clientary's own."""
    declare_rounding(flags)
    flags.value("--priced", metavar="HOW", help="hourly or fixed, where Clientary does not say; empty: not said")


def declare_rate(flags: Flags) -> None:
    """A rate per hour."""
    flags.value("--rate", metavar="R", help=f"per hour; {INHERITS}")


def declare_rounding(flags: Flags) -> None:
    """A rounding policy."""
    flags.value("--rounding", metavar="R", help=f"none or STEP[up|down|nearest][/entry|day|line][,min=MIN]; {INHERITS}")


def terms_change(given: Given, *, rate: bool = True) -> TermsChange:
    """What the flags say; `rate=False` where `--rate` is the record's own, sent to Clientary."""
    taxes = given.many("tax")
    return TermsChange(
        rate=given.text("rate") if rate else None,
        rounding=given.text("rounding"),
        number_pattern=given.text("number_pattern"),
        language=given.text("language"),
        due_days=given.text("due_days"),
        taxes=None if taxes is None else tuple(taxes),
        compound=given.choice("compound", "no_compound"),
        priced=given.text("priced"),
    )


def change_terms(db: Database, kind: TermsKind, record_id: str, change: TermsChange) -> None:
    """Change what was given, if anything was."""
    if change.given:
        TermsService(db).change(kind, record_id, change)


def terms_object(terms: BillingTerms) -> Json:
    """What a record says by itself; null is inherited."""
    taxes = terms.taxes
    return {
        "rate": None if terms.rate is None else f"{terms.rate:f}",
        "rounding": terms.rounding,
        "number_pattern": terms.number_pattern,
        "language": terms.language,
        "due_days": terms.due_days,
        "taxes": None if taxes is None else [{"label": tax.label, "rate": f"{tax.percent:f}"} for tax in taxes],
        "compound": terms.compound,
        "priced": terms.priced,
    }
