"""The list of pages. A new page is a module in `ui/views` and one line here; window, menu and shortcuts follow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.i18n import tr
from ui.session import Session
from ui.theme import Theme

PageFactory = Callable[[Session, Theme, Bridge], QWidget]

WORK, MONEY, RECORDS, PROGRAM = range(4)
"""Sections of the sidebar from top to bottom; the last one stands below the sync status."""


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its place in the sidebar and how it is made when it is first shown.

    `title` runs after the translator is installed. `factory` imports the page's module, so that nothing is loaded
    that is not shown. `badge` counts what waits for the person there (None: no count); it runs after commits.
    """

    key: str
    title: Callable[[], str]
    icon: str
    factory: PageFactory
    section: int
    badge: Callable[[Session], int] | None = None


def _program_log(session: Session, theme: Theme, bridge: Bridge) -> QWidget:
    from ui.views.log_page import LogPage

    return LogPage(session, theme, bridge)


PAGES: tuple[PageSpec, ...] = (PageSpec("log", lambda: tr("pages", "Program log"), "log", _program_log, PROGRAM),)
