"""The tray's menu, chosen from by mouse, and what the icon's tooltip may hold."""

from __future__ import annotations

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.ids import ProjectId
from app.services.entries import EntryDraft
from tests.ui.tray.conftest import TITLES, Desk
from ui.budgets_left import BudgetsLeft
from ui.plain import tray_tip
from ui.tray_menu import TrayMenu


def opened(desk: Desk, qtbot: QtBot) -> TrayMenu:
    """The menu with what there is, on the screen."""
    menu = TrayMenu(desk.session, desk.bridge)
    qtbot.addWidget(menu)
    menu.show_running(desk.session.status.running_entry())
    menu.show_recent(desk.session.recent_titles(5))
    menu.popup(QPoint(20, 20))
    return menu


def choose(menu: TrayMenu, action: QAction) -> None:
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_offers_what_was_worked_on_and_starts_it(desk: Desk, worked: None, qtbot: QtBot) -> None:
    menu = opened(desk, qtbot)
    assert [action.text() for action in menu.recent if action.isVisible()] == [
        f"{title} · {project.title()}" for title, project in reversed(TITLES)
    ]
    choose(menu, menu.recent[1])
    running = desk.session.entries.running()
    assert running is not None
    assert running.title == "Stand-up and planning"


def test_stops_what_runs_by_its_name(desk: Desk, qtbot: QtBot) -> None:
    desk.session.entries.start(EntryDraft("R&D <b>call</b>"))
    menu = opened(desk, qtbot)
    assert menu.toggle.text() == "Stop “R&&D <b>call</b>”"
    choose(menu, menu.toggle)
    assert desk.session.entries.running() is None


def test_with_nothing_running_it_asks_for_a_title(desk: Desk, qtbot: QtBot) -> None:
    menu = opened(desk, qtbot)
    assert not menu.heading.isVisible()
    with qtbot.waitSignal(desk.bridge.requests.quick_log_requested):
        choose(menu, menu.toggle)
    qtbot.waitUntil(desk.popup.isVisible)


def test_opens_the_window_and_quits(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.bridge.requests.raise_requested):
        menu = opened(desk, qtbot)
        choose(menu, menu.open)
    with qtbot.waitSignal(desk.leaving.quit_confirmed):
        menu = opened(desk, qtbot)
        choose(menu, menu.quit)


def test_a_stop_that_comes_too_late_is_told(desk: Desk, qtbot: QtBot) -> None:
    desk.session.entries.start(EntryDraft("call"))
    menu = opened(desk, qtbot)
    desk.session.entries.stop()
    with qtbot.waitSignal(menu.failed):
        choose(menu, menu.toggle)


def test_a_tip_holds_no_markup_and_is_short() -> None:
    assert tray_tip("<b>x</b>\n", "", "today 1:00") == "‹b>x‹/b>\ntoday 1:00"
    assert len(tray_tip("x" * 500)) == 127


def test_shows_what_is_left_of_budgets_and_touches_only_what_changes(desk: Desk, worked: None, qtbot: QtBot) -> None:
    db = desk.session.context.db
    with db.write():
        for project, snapshot in (
            ("webshop", {"budget": "1.0", "budget_type": 0, "worked_hours": 0.1}),  # 15 minutes of it are logged
            ("retainer", {"budget": 0.3, "budget_type": "0"}),
            ("rebrand", {"budget": 1000, "budget_type": 1, "cost": "1200.50"}),
            ("hosting", {"budget": "", "budget_type": 0}),
        ):
            db.run(
                "insert into remote_link (kind, remote_id, local_id, snapshot, seen_at) values ('project', ?, ?, ?, 0)",
                project, project, json.dumps(snapshot),
            )  # fmt: skip
    menu = TrayMenu(desk.session, desk.bridge)
    qtbot.addWidget(menu)
    menu.show_recent(desk.session.recent_titles(5))
    left = BudgetsLeft(desk.session, desk.bridge, menu)
    with qtbot.waitSignal(left.came):
        left.read({ProjectId(project) for _, project in TITLES})
    menu.show_budgets(left.words({}))
    shown = [action.text().partition(" · ")[2] for action in menu.recent if action.isVisible()]
    assert shown == [
        "Rebrand · €200.50 over budget", "Retainer · 0:03 of 0:18 left", "Webshop · 0:45 left", "Hosting",
    ]  # fmt: skip
    assert [not action.icon().isNull() for action in menu.recent[:4]] == [True, True, False, False]
    touched: list[str] = []
    for action in menu.recent:
        action.changed.connect(lambda action=action: touched.append(action.text()))
    menu.show_budgets(left.words({}))
    menu.show_recent(desk.session.recent_titles(5))
    assert touched == []
    menu.show_budgets(left.words({ProjectId("webshop"): 2000}))
    assert touched
    assert {text.partition(" · ")[2] for text in touched} == {"Webshop · 0:11 of 1:00 left"}
