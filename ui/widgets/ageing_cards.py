"""What clients owe, above the list of invoices: in all, not due yet, and by how long it is overdue."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.invoice_terms import AGE_LIMITS, Ageing
from ui.format import money
from ui.i18n import tr
from ui.theme import space
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "invoices"
_NARROWEST = 106
"""In device-independent pixels; narrower ones would cut amounts, so the cards go to another row."""


class _AgeCard(QFrame):
    """One span, an amount for each currency."""

    def __init__(self, label: str, late: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "cell")
        self._label = label
        self._late = late
        self._amounts: list[PlainLabel] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(space(3), space(2), space(2), space(2))
        self._body.setSpacing(1)
        self._body.addWidget(PlainLabel(label, "small", "muted", elide=True))
        self._body.addStretch(1)  # cards beside each other begin at one height

    def show_amounts(self, texts: Sequence[str]) -> None:
        """One below the other; none hides the card."""
        while len(self._amounts) > len(texts):
            self._amounts.pop().deleteLater()
        while len(self._amounts) < len(texts):
            label = PlainLabel("", "strong", "danger" if self._late else "text", elide=True)
            self._body.insertWidget(1 + len(self._amounts), label)
            self._amounts.append(label)
        for label, text in zip(self._amounts, texts, strict=True):
            label.setText(text)
        self.setVisible(bool(texts))
        self.setAccessibleName(f"{self._label}: {', '.join(texts)}")


class AgeingCards(QFrame):
    """Hidden while nothing is owed; spans in which nothing is are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ageing")
        self.setAccessibleName(tr(_CONTEXT, "What is owed"))
        self._cards = [_AgeCard(label, late) for label, late in _labels()]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(space(2))
        self._placed: tuple[int, ...] = ()
        for card in self._cards:
            card.setParent(self)
        self.hide()

    def show_ageing(self, owed: Sequence[Ageing]) -> None:
        """A line in each card for each currency that has something there."""
        for place, card in enumerate(self._cards):
            minors = [(one.currency, _minor(one, place)) for one in owed]
            card.show_amounts([money(minor, currency) for currency, minor in minors if minor])
        self.setVisible(bool(owed))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Those that are shown, in as many rows as they need."""
        shown = [place for place, card in enumerate(self._cards) if not card.isHidden()]
        columns = max(1, min(len(shown), self.width() // _NARROWEST))
        rows = -(-len(shown) // columns)
        columns = max(1, -(-len(shown) // max(1, rows)))  # rows of one length
        if (columns, *shown) == self._placed:
            return
        self._placed = (columns, *shown)
        for card in self._cards:
            self._grid.removeWidget(card)
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, int(column < columns))
        for number, place in enumerate(shown):
            self._grid.addWidget(self._cards[place], number // columns, number % columns)

    def texts(self) -> list[str]:
        """What each visible card says."""
        return [card.accessibleName() for card in self._cards if not card.isHidden()]


def _minor(owed: Ageing, place: int) -> int:
    return (owed.outstanding_minor, owed.not_due_minor, *owed.late_minor)[place]


def _labels() -> list[tuple[str, bool]]:
    """What each card is called, and whether it is about what is late."""
    first, second, third = AGE_LIMITS
    return [
        (tr(_CONTEXT, "Outstanding"), False),
        (tr(_CONTEXT, "Not due yet"), False),
        (tr(_CONTEXT, "{a}–{b} days late", a=1, b=first), True),
        (tr(_CONTEXT, "{a}–{b} days", a=first + 1, b=second), True),
        (tr(_CONTEXT, "{a}–{b} days", a=second + 1, b=third), True),
        (tr(_CONTEXT, "Over {n} days", n=third), True),
    ]
