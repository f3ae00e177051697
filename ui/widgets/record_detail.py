"""The pane beside a list of records: what is known of the one that is chosen, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.models.line_list import Line
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.line_view import LineView
from ui.widgets.page_frame import ShownStack
from ui.widgets.plain_label import PlainLabel
from ui.widgets.stat_card import StatCard
from ui.widgets.tag import Tag

WIDTH = 292


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; `nothing` is said where there are none."""

    heading: str
    lines: tuple[Line, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Stat:
    """A number for a stat card, with how it is read aloud."""

    value: str
    detail: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What the pane shows. `past`: the word for a record of the past, else empty."""

    title: str
    subtitle: str
    past: str
    stat: Stat
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


class RecordDetail(QFrame):
    """Shows a `Detail`, or a hint while nothing is chosen. Its buttons stand under the title and belong to the page."""

    line_opened = Signal(object)
    """The key of a line of one of the sections."""

    def __init__(
        self, stat_label: str, hint: str, buttons: Sequence[Button], sections: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "raised")
        self._title = PlainLabel("", "title", wrap=True)
        self._subtitle = PlainLabel("", "body", "muted", elide=True)
        self._tag = Tag("")
        self.stat = StatCard(stat_label)
        self._facts = QGridLayout()
        self._headings = [PlainLabel("", "section", "muted") for _ in range(sections)]
        self.views = [LineView("", stacked=True, ruled=True, whole=True, single_click=True) for _ in range(sections)]
        self._nothing = [PlainLabel("", "body", "muted", wrap=True) for _ in range(sections)]
        self._cards = [Card(padded=False) for _ in range(sections)]
        self._hint = PlainLabel(hint, "body", "muted", wrap=True)
        self._stack = ShownStack()
        self._lay_out(buttons)
        for view in self.views:
            view.opened.connect(self.line_opened)

    def show_detail(self, detail: Detail | None) -> None:
        """Show another record; None shows the hint."""
        self._stack.setCurrentIndex(0 if detail is None else 1)
        if detail is None:
            return
        self.setAccessibleName(detail.title)
        self._title.setText(detail.title)
        self._subtitle.setText(detail.subtitle)
        self._subtitle.setVisible(bool(detail.subtitle))
        self._tag.show_state(detail.past, "neutral")
        self._tag.setVisible(bool(detail.past))
        self.stat.set_value(detail.stat.value, detail.stat.detail, detail.stat.spoken)
        self._show_facts(detail.facts)
        for number, section in enumerate(detail.sections):
            self._show_section(number, section)

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(facts):
            self._facts.addWidget(PlainLabel(name, "small", "muted"), row, 0)
            shown = PlainLabel(value, "body", wrap=True)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._facts.addWidget(shown, row, 1)

    def _show_section(self, number: int, section: Section) -> None:
        self._headings[number].setText(section.heading)
        self.views[number].setAccessibleName(section.heading)
        self.views[number].show_lines(section.lines)
        self._cards[number].setVisible(bool(section.lines))
        self._nothing[number].setText(section.nothing)
        self._nothing[number].setVisible(not section.lines)

    def _lay_out(self, buttons: Sequence[Button]) -> None:
        inside = QWidget()
        inside.setProperty("role", "raised")
        body = QVBoxLayout(inside)
        body.setContentsMargins(space(4), space(4), space(4), space(4))
        body.setSpacing(space(3))
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignTop)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addLayout(top)
        titles.addWidget(self._subtitle)
        body.addLayout(titles)
        body.addWidget(self.stat)
        for button in buttons:
            body.addWidget(button)
        self._facts.setVerticalSpacing(space(1))
        self._facts.setColumnStretch(1, 1)
        body.addLayout(self._facts)
        for heading, card, view, nothing in zip(self._headings, self._cards, self.views, self._nothing, strict=True):
            body.addSpacing(space(1))
            body.addWidget(heading)
            card.body.addWidget(view)
            body.addWidget(card)
            body.addWidget(nothing)
        body.addStretch(1)
        self._stack.addWidget(self._hint_page())
        self._stack.addWidget(_scrolling(inside))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _hint_page(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "raised")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.setContentsMargins(space(6), space(6), space(6), space(6))
        column.addWidget(self._hint)
        return page


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area
