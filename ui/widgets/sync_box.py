"""How sync stands, in two short lines at the foot of the sidebar. A click syncs now, or leads to what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
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
    from ui.pages import Waiting

_ICON = QSize(16, 16)


class SyncTexts(NamedTuple):
    """What the box shows: an icon with its colour, two lines, the whole story for the tooltip, and how many things need
    the person.
    """

    icon: str
    tone: IconRole
    title: str
    detail: str
    story: str
    needs: int = 0


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

    @property
    def needs(self) -> int:
        """How many things it says that the person is needed for."""
        return self._texts.needs

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


def sync_texts(standing: SyncStanding, *, running: bool, now: int, elsewhere: Sequence[Waiting] = ()) -> SyncTexts:
    """Words for a standing; `running`: our own worker is at it; `elsewhere`: what waits on other pages."""
    needs = standing.matters + sum(page.number for page in elsewhere)
    detail = _detail(standing, needs)
    story = " ".join(filter(None, (sync_state(standing.state, standing.reason), _needs_story(standing, elsewhere))))
    icon, tone, title = _head(standing, running=running, now=now)
    if icon == "check-circle" and needs:
        icon, tone = "warning", "warn"
    elif icon == "check-circle" and standing.kept_here:
        one, many = "{n} entry stays here: no project", "{n} entries stay here: no project"
        story = tr_n("sync", one, many, standing.kept_here)
    return SyncTexts(icon, tone, title, detail, story, needs)


def _head(standing: SyncStanding, *, running: bool, now: int) -> tuple[str, IconRole, str]:
    """Icon, colour and the first line."""
    if running or standing.state == "syncing":
        return "sync", "accent", tr("sync", "Syncing…")
    match standing.state:
        case "paused":
            return "pause", "muted", tr("sync", "Sync is paused")
        case "offline":
            return "cloud-off", "warn", tr("sync", "Offline")
        case "sign_in_needed":
            return "cloud-off", "muted", tr("sync", "Sign in again")
        case "not_connected":
            return "cloud-off", "muted", tr("sync", "Not connected")
        case "error":
            return "cloud-off", "warn", tr("sync", "Sync stopped")
    return "check-circle", "run", _synced(standing.last_success, now)


def _needs_story(standing: SyncStanding, elsewhere: Sequence[Waiting]) -> str:
    """Each kind of what needs the person, and on which page it is where that is not the page of sync."""
    counted = (
        (tr("sync", "Much changed in Clientary at once"), standing.questions),
        (tr("sync", "In conflict"), standing.conflicts),
        (tr("sync", "Refused"), standing.parked),
        (tr("sync", "Payments and e-mails without an answer"), standing.asked),
        *((tr("sync", "On the page “{page}”", page=page.title), page.number) for page in elsewhere),
    )
    return " ".join(tr("sync", "{what}: {count}.", what=what, count=count) for what, count in counted if count)


def _synced(at: int | None, now: int) -> str:
    if at is None:
        return tr("sync", "Not synced yet")
    from PySide6.QtCore import QDateTime

    when, today = QDateTime.fromSecsSinceEpoch(at), QDateTime.fromSecsSinceEpoch(now)
    short = QLocale.FormatType.ShortFormat
    if when.date() == today.date():
        return tr("sync", "Synced {time}", time=QLocale().toString(when.time(), short))
    return tr("sync", "Synced {day}", day=QLocale().toString(when.date(), short))


def _detail(standing: SyncStanding, needs: int) -> str:
    """What needs the person comes first, then what is under way."""
    checking = standing.checking - standing.asked
    if needs:
        return tr_n("sync", "{n} thing needs you", "{n} things need you", needs)
    if checking:
        return tr("sync", "Being checked: {count}", count=checking)
    if standing.waiting:
        return tr("sync", "Waiting: {count}", count=standing.waiting)
    if standing.state in ("idle", "syncing") and standing.kept_here:
        return tr_n("sync", "{n} stays: no project", "{n} stay: no project", standing.kept_here)
    if standing.state in ("idle", "syncing"):
        return tr("sync", "Everything is sent") if standing.last_success is not None else ""
    return tr("sync", "Your work stays here")
