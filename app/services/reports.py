"""Reports: where the hours went, and what they are worth by the rates and rounding that an invoice would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.billing.rounding import Policy, parse_policy
from app.clock import Clock
from app.domain.billing_terms import TermsKind
from app.errors import UserInputError
from app.reports.summary import PERIODS, PolicyOf, Report, ReportRow, Terms, report_rows, sums
from app.settings import Settings
from app.storage.database import Database
from app.storage.terms import TermsRepository
from app.storage.worked import WorkedFilter, worked

BY = ("client", "project", "task", "tag", "day", "week", "month")


@dataclass(frozen=True, slots=True)
class Reports:
    """Reads only; everybody's hours unless the filter names people."""

    db: Database
    clock: Clock
    settings: Settings

    def make(self, wanted: WorkedFilter, by: Sequence[str], rounding: Policy | None = None, *, rounded: bool) -> Report:
        """Rows by `by` (of `BY`). `rounded` applies `rounding`, or else to each project the policy that it inherits."""
        unknown = [axis for axis in by if axis not in BY]
        if unknown:
            raise UserInputError(f'"{unknown[0]}" is none of {", ".join(BY)}.', field="by")
        axes = tuple(dict.fromkeys(by))
        terms = self._terms(rounding, rounded=rounded)
        rows = self._rows(wanted, axes, terms)
        once = rows if "tag" not in axes else self._rows(wanted, tuple(axis for axis in axes if axis != "tag"), terms)
        return sums(rows, once)

    def _rows(self, wanted: WorkedFilter, axes: Sequence[str], terms: Terms) -> tuple[ReportRow, ...]:
        columns = ["day" if axis in PERIODS and axis != "month" else axis for axis in axes]
        found = worked(self.db, wanted, columns, self.clock.now(), singly=terms.policy is not None)
        return report_rows(found, axes, terms)

    def _terms(self, rounding: Policy | None, *, rounded: bool) -> Terms:
        default = self.settings.billing_default_rate
        rate = Decimal(default) if default else None
        return Terms(self.settings.billing_currency, rate, self._policy(rounding) if rounded else None)

    def _policy(self, rounding: Policy | None) -> PolicyOf:
        if rounding is not None:
            return lambda *_: rounding
        repository, usual = TermsRepository(self.db), parse_policy(self.settings.billing_rounding)
        clients, projects = (
            {key: parse_policy(one.rounding) for key, one in repository.all(kind).items() if one.rounding}
            for kind in (TermsKind.CLIENT, TermsKind.PROJECT)
        )
        return lambda client_id, project_id: projects.get(project_id or "", clients.get(client_id or "", usual))
