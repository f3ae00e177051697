"""Taxes to choose from on a new invoice: those of the settings, and those that earlier invoices had."""

from __future__ import annotations

import re

from app.billing.manual import parse_tax
from app.domain.invoices import Tax
from app.errors import UserInputError
from app.settings import Settings
from app.storage.database import Database
from app.storage.used_taxes import used_taxes

_MOST = 8


def tax_presets(settings: Settings, db: Database) -> list[Tax]:
    """At most eight, the settings' own first."""
    found = []
    for text in re.split(r"[;\n]", settings.billing_taxes.replace("\\n", "\n")):
        try:
            found += [parse_tax(text.strip())] if text.strip() else []
        except UserInputError:  # the settings file was changed by hand: the others are still offered
            continue
    return list(dict.fromkeys([*found, *used_taxes(db, _MOST)]))[:_MOST]
