"""The figures beside the entries: today, this week, unbilled, and today's timeline."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.domain.spans import at_local, week_bounds
from app.services.status import Unbilled
from app.storage.entries import EntryRow
from ui.format import hours, money, spoken
from ui.i18n import tr, tr_n
from ui.session import Session
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.day_timeline import DayTimeline
from ui.widgets.plain_label import PlainLabel
from ui.widgets.stat_card import StatCard


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown; seconds, the running entry up to now. `currency` is the workspace's; `midnight` is when today
    began on the wall.
    """

    today_s: int
    today_entries: int
    week_s: int
    billable_s: int
    unbilled: tuple[Unbilled, ...]
    currency: str
    rows: tuple[EntryRow, ...]
    midnight: int
    now: int


def read_figures(session: Session, unbilled: tuple[Unbilled, ...]) -> Figures:
    """Read them anew, but for `unbilled`, which takes longest and is read apart; raises `StorageError`."""
    today, now = session.today, session.now
    worked, totals = session.status.worked(), session.timesheet.totals(*week_bounds(today))
    rows = session.timesheet.day(today)
    running = next((row.entry for row in rows if row.entry.running and row.entry.billable), None)
    return Figures(
        today_s=worked.today_seconds,
        today_entries=totals[today].entries if today in totals else 0,
        week_s=worked.week_seconds,
        billable_s=sum(day.billable_seconds for day in totals.values()) + (running.seconds_at(now) if running else 0),
        unbilled=unbilled,
        currency=session.config.settings.billing_currency,
        rows=tuple(rows),
        midnight=at_local(today, 0, 0, 0, session.context.zone),
        now=now,
    )


class DaySummary(QWidget):
    """A column beside the list; made narrow, a row above it without the timeline."""

    invoice_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.today = StatCard(tr("summary", "Today"))
        self.week = StatCard(tr("summary", "This week"))
        self.unbilled = StatCard(tr("summary", "Unbilled"))
        self.timeline = DayTimeline()
        self.invoice_button = Button(tr("summary", "Invoice unbilled time…"), "primary")
        self.invoice_button.clicked.connect(self.invoice_requested)
        self._heading = PlainLabel(tr("summary", "Today's timeline"), "small", "muted")
        self._cards = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._cards.setSpacing(space(3))
        for card in (self.today, self.week, self.unbilled):
            self._cards.addWidget(card, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(space(3))
        self._column.addLayout(self._cards)
        self._column.addSpacing(space(1))
        self._column.addWidget(self._heading)
        self._column.addWidget(self.timeline)
        self._column.addWidget(self.invoice_button)
        self._column.addStretch(1)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Lay out as a row of cards instead of a column."""
        direction = QBoxLayout.Direction.LeftToRight if narrow else QBoxLayout.Direction.TopToBottom
        self._cards.setDirection(direction)
        for part in (self._heading, self.timeline, self.invoice_button):
            part.setVisible(not narrow)
        edge = space(5) if narrow else space(4)
        self._column.setContentsMargins(edge, space(3) if narrow else space(4), edge, space(3) if narrow else space(4))

    def row_height(self, width: int) -> int:
        """What the row of cards takes while it is narrow, with remarks that wrap in that width."""
        edges = self._column.contentsMargins()
        inside = width - edges.left() - edges.right()
        return self._cards.heightForWidth(inside) + edges.top() + edges.bottom()

    def show_figures(self, figures: Figures) -> None:
        """Show these."""
        count = tr_n("summary", "{n} entry", "{n} entries", figures.today_entries)
        self.today.set_value(hours(figures.today_s), count, spoken(figures.today_s))
        share = tr("summary", "{share} % billable", share=round(100 * figures.billable_s / max(1, figures.week_s)))
        nothing = tr("summary", "nothing yet")
        self.week.set_value(hours(figures.week_s), share if figures.week_s else nothing, spoken(figures.week_s))
        self._show_unbilled(figures.unbilled, figures.currency)
        self.timeline.show_day(figures.rows, figures.midnight, figures.now)

    def _show_unbilled(self, sums: tuple[Unbilled, ...], currency: str) -> None:
        """The workspace's currency large, the others below it by amount."""
        self.invoice_button.setEnabled(bool(sums))
        if not sums:
            self.unbilled.set_value("–", tr("summary", "nothing to invoice"), tr("summary", "nothing"))
            return
        first, *others = sorted(sums, key=lambda one: (one.currency != currency, -one.amount_minor, one.currency))
        detail = _time_detail(sum(one.hourly_s for one in sums), sum(one.fixed_s for one in sums))
        more = " · ".join(money(one.amount_minor, one.currency).replace(" ", "\u00a0") for one in others)
        text = f"{more}\n{detail}" if more else detail
        self.unbilled.set_value(money(first.amount_minor, first.currency), text)


def _time_detail(hourly_s: int, fixed_s: int) -> str:
    """The hours below an amount; those at a fixed price are apart, for no money waits in them."""
    if not fixed_s:
        return tr("summary", "{duration} h in all", duration=hours(hourly_s))
    fixed = tr("summary", "{duration} h at a fixed price", duration=hours(fixed_s))
    by_hour = tr("summary", "{duration} h by the hour", duration=hours(hourly_s))
    return f"{by_hour} · {fixed}" if hourly_s else fixed
