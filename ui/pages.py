"""The list of pages. A new page is a module in `ui/views` and one line here; window, menu and shortcuts follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.i18n import tr
from ui.session import Session
from ui.theme import Theme

if TYPE_CHECKING:
    from app.services.status import SyncStanding

PageFactory = Callable[[Session, Theme, Bridge], QWidget]

WORK, MONEY, RECORDS, STATUS, PROGRAM = range(5)
"""Sections of the sidebar from top to bottom. The one page of STATUS is reached by the sync status itself; PROGRAM
stands below that.
"""


class PageSpec(NamedTuple):
    """One page: its place in the sidebar and how it is made when it is first shown.

    `title` runs after the translator is installed. `factory` imports the page's module, so that nothing is loaded
    that is not shown. `badge` counts what waits for the person there, besides sync's own matters (None: no count); it
    runs after commits. `offered` says whether sidebar, menu and keys lead there now (None: always); it runs when the
    settings change.
    """

    key: str
    title: Callable[[], str]
    icon: str
    factory: PageFactory
    section: int
    badge: Callable[[Session, SyncStanding], int] | None = None
    offered: Callable[[Session], bool] | None = None


def _invoices(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.invoices_page import InvoicesPage

    return InvoicesPage(session, theme, bridge)


def _timer(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.timer_page import TimerPage

    return TimerPage(session, theme, bridge)


def _week(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.week_page import WeekPage

    return WeekPage(session, theme, bridge)


def _clients(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.clients_page import ClientsPage

    return ClientsPage(session, theme, bridge)


def _projects(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.projects_page import ProjectsPage

    return ProjectsPage(session, theme, bridge)


def _sync(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.sync_page import SyncPage

    return SyncPage(session, theme, bridge)


def _settings(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.settings_page import SettingsPage

    return SettingsPage(session, theme, bridge)


def _program_log(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.log_page import LogPage

    return LogPage(session, theme, bridge)


def _developer(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.developer_page import DeveloperPage

    return DeveloperPage(session, theme, bridge)


def _open_absences(session: Session, _standing: SyncStanding) -> int:
    return session.absences.count()


def _other_totals(_session: Session, standing: SyncStanding) -> int:
    return standing.mismatches


def _for_developers(session: Session) -> bool:
    return session.config.settings.window_developer == "on"


PAGES: tuple[PageSpec, ...] = (
    PageSpec("timer", lambda: tr("pages", "Timer"), "timer", _timer, WORK, badge=_open_absences),
    PageSpec("week", lambda: tr("pages", "Week"), "week", _week, WORK),
    PageSpec("invoices", lambda: tr("pages", "Invoices"), "invoices", _invoices, MONEY, badge=_other_totals),
    PageSpec("clients", lambda: tr("pages", "Clients"), "clients", _clients, RECORDS),
    PageSpec("projects", lambda: tr("pages", "Projects"), "projects", _projects, RECORDS),
    PageSpec("sync", lambda: tr("pages", "Sync"), "sync", _sync, STATUS),
    PageSpec("settings", lambda: tr("pages", "Settings"), "settings", _settings, PROGRAM),
    PageSpec("log", lambda: tr("pages", "Program log"), "log", _program_log, PROGRAM),
    PageSpec("developer", lambda: tr("pages", "Developer"), "bolt", _developer, PROGRAM, offered=_for_developers),
)


class Waiting(NamedTuple):
    """How many things wait for the person on a page that is no page of sync."""

    key: str
    title: str
    number: int


def waiting_on(pages: Sequence[PageSpec], session: Session, standing: SyncStanding) -> list[Waiting]:
    """The count of each page that has one, 0 too."""
    return [Waiting(page.key, page.title(), page.badge(session, standing)) for page in pages if page.badge is not None]
