"""The choices that an invoice form offers, for callers that know services only."""

from __future__ import annotations

from app.billing.ageing import AGE_LIMITS, Ageing, ageing, is_owed
from app.billing.check import TotalsVerdict, compare
from app.billing.grouping import Group
from app.billing.lines import hours_text, without_hours
from app.billing.manual import ManualLine, manual_line, parse_line, parse_tax
from app.billing.rates import parse_rate
from app.billing.rounding import NONE, STEPS_MIN, Direction, Policy, Unit
from app.billing.status import STATUS_NAMES, status_name, status_of
from app.billing.totals import MAX_TAXES, totals

__all__ = [
    "AGE_LIMITS",
    "MAX_TAXES",
    "NONE",
    "STATUS_NAMES",
    "STEPS_MIN",
    "Ageing",
    "Direction",
    "Group",
    "ManualLine",
    "Policy",
    "TotalsVerdict",
    "Unit",
    "ageing",
    "compare",
    "hours_text",
    "is_owed",
    "manual_line",
    "parse_line",
    "parse_rate",
    "parse_tax",
    "status_name",
    "status_of",
    "totals",
    "without_hours",
]
