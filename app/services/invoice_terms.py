"""The choices that an invoice form offers, for callers that know services only."""

from __future__ import annotations

from app.billing.ageing import AGE_LIMITS, Ageing, ageing, is_owed
from app.billing.arranging import discount_key, expense_key, fixed_key, section_key, typed_key
from app.billing.check import TotalsVerdict, compare
from app.billing.explaining import Explained, condensed, flattened
from app.billing.extras import Discount, Section, parse_discount
from app.billing.fixed import FixedOffer
from app.billing.grouping import Group
from app.billing.lines import LineEdit, hours_text, without_hours
from app.billing.manual import ManualLine, manual_line, parse_line, parse_tax
from app.billing.notices import Notice, NoticeCode
from app.billing.rates import parse_rate
from app.billing.rounding import NONE, STEPS_MIN, Direction, Policy, Unit, parse_policy
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
    "Discount",
    "Explained",
    "FixedOffer",
    "Group",
    "LineEdit",
    "ManualLine",
    "Notice",
    "NoticeCode",
    "Policy",
    "Section",
    "TotalsVerdict",
    "Unit",
    "ageing",
    "compare",
    "condensed",
    "discount_key",
    "expense_key",
    "fixed_key",
    "flattened",
    "hours_text",
    "is_owed",
    "manual_line",
    "parse_discount",
    "parse_line",
    "parse_policy",
    "parse_rate",
    "parse_tax",
    "section_key",
    "status_name",
    "status_of",
    "totals",
    "typed_key",
    "without_hours",
]
