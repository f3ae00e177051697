"""How sync stands, in two short lines at the foot of the sidebar. A click syncs now, or leads to what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QLocale, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.i18n import tr, tr_n
from ui.icons import IconRole, current_icon
from ui.messages import sync_state
from ui.plain import tooltip
from ui.theme import space
from ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from app.services.status import SyncStanding

_ICON = QSize(16, 16)


class SyncTexts(NamedTuple):
    """What the box shows: an icon with its colour, two lines, and the whole story for the tooltip."""

    icon: str
    tone: IconRole
    title: str
    detail: str
    story: str


class SyncBox(QPushButton):
    """A button that says how sync stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sync-box")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._texts = SyncTexts("cloud-off", "faint", "", "", "")
        self._running = self._narrow = False
        self._mark = QLabel(self)
        self._title = PlainLabel("", "small", "muted", elide=True, parent=self)
        self._detail = PlainLabel("", "small", "faint", elide=True, parent=self)
        for label in (self._mark, self._title, self._detail):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self._title)
        lines.addWidget(self._detail)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(space(2) + 2, space(2), space(2), space(2))
        layout.setSpacing(space(2))
        layout.addWidget(self._mark)
        layout.addLayout(lines, 1)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def show_standing(self, texts: SyncTexts, *, running: bool = False) -> None:
        """Show this from now on; `running`: until progress says more."""
        if texts == self._texts and not self._running:
            return
        self._texts, self._running = texts, running
        self._title.setText(texts.title)
        self._detail.setText(texts.detail)
        self._show_lines()
        self.setAccessibleName(tr("sync", "Sync: {title}. {detail}", title=texts.title, detail=texts.detail))
        self.setAccessibleDescription(texts.story)
        self._draw_mark()

    def show_progress(self, step: str, far: str) -> None:
        """How far the sync is that runs now; the next standing takes it away."""
        if self._running:
            self._title.setText(step)
            self._detail.setText(far)
            self._show_lines()
            self.setAccessibleDescription(f"{step}: {far}")

    def set_narrow(self, narrow: bool) -> None:
        """Show only the mark, with the words beside the pointer."""
        self._narrow = narrow
        self._show_lines()

    def _show_lines(self) -> None:
        self._title.setVisible(not self._narrow)
        self._detail.setVisible(not self._narrow and bool(self._detail.text()))
        words = (self._title.text(), self._detail.text(), self._texts.story) if self._narrow else (self._texts.story,)
        self.setToolTip(tooltip(". ".join(filter(None, words))))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw_mark()

    def _draw_mark(self) -> None:
        picture = current_icon(self._texts.icon, self._texts.tone, (_ICON.width(),))
        self._mark.setPixmap(picture.pixmap(_ICON, self.devicePixelRatio()))


def sync_texts(standing: SyncStanding, *, running: bool, now: int) -> SyncTexts:
    """Words for a standing; `running`: our own worker is at it."""
    story = sync_state(standing.state, standing.reason)
    detail, open_count = _detail(standing), standing.parked + standing.conflicts + standing.questions
    if running or standing.state == "syncing":
        return SyncTexts("sync", "accent", tr("sync", "Syncing…"), detail, "")
    if standing.state == "paused":
        return SyncTexts("pause", "muted", tr("sync", "Sync is paused"), detail, story)
    if standing.state in ("offline", "error"):
        title = tr("sync", "Offline") if standing.state == "offline" else tr("sync", "Sync stopped")
        return SyncTexts("cloud-off", "warn", title, detail, story)
    if standing.state in ("not_connected", "sign_in_needed"):
        title = tr("sync", "Sign in again") if standing.state == "sign_in_needed" else tr("sync", "Not connected")
        return SyncTexts("cloud-off", "muted", title, detail, story)
    if open_count:
        return SyncTexts("warning", "warn", _synced(standing.last_success, now), detail, "")
    if standing.kept_here:
        one, many = "{n} entry stays here: no project", "{n} entries stay here: no project"
        story = tr_n("sync", one, many, standing.kept_here)
    return SyncTexts("check-circle", "run", _synced(standing.last_success, now), detail, story)


def _synced(at: int | None, now: int) -> str:
    if at is None:
        return tr("sync", "Not synced yet")
    from PySide6.QtCore import QDateTime

    when, today = QDateTime.fromSecsSinceEpoch(at), QDateTime.fromSecsSinceEpoch(now)
    short = QLocale.FormatType.ShortFormat
    if when.date() == today.date():
        return tr("sync", "Synced {time}", time=QLocale().toString(when.time(), short))
    return tr("sync", "Synced {day}", day=QLocale().toString(when.date(), short))


def _detail(standing: SyncStanding) -> str:
    """The most urgent count."""
    if standing.questions:
        return tr("sync", "A question for you")
    if standing.conflicts:
        return tr("sync", "In conflict: {count}", count=standing.conflicts)
    if standing.parked:
        return tr("sync", "Refused: {count}", count=standing.parked)
    if standing.checking:
        return tr("sync", "Being checked: {count}", count=standing.checking)
    if standing.waiting:
        return tr("sync", "Waiting: {count}", count=standing.waiting)
    if standing.state in ("idle", "syncing") and standing.kept_here:
        return tr_n("sync", "{n} stays: no project", "{n} stay: no project", standing.kept_here)
    if standing.state in ("idle", "syncing"):
        return tr("sync", "Everything is sent") if standing.last_success is not None else ""
    return tr("sync", "Your work stays here")
