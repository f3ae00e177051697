"""Saying who one is in Clientary, once, after the first sync."""

from __future__ import annotations

from tests.ui.records.desk import click
from tests.ui.timer.desk import TimerDesk


def test_a_click_on_ones_name_shows_ones_hours(agency_desk: TimerDesk) -> None:
    desk, page = agency_desk, agency_desk.page
    desk.until(lambda: "who" in page.__dict__ and page.who.isVisible(), "the question")
    people = desk.session.people.people()
    assert [button.accessibleName() for button in page.who.buttons] == [person.name for person in people]
    assert len(people) == 3
    assert page.model.rowCount() == 0
    assert "empty" not in page.__dict__, "it would say that there is no time"
    before = desk.window.focusWidget()
    assert before is not None
    page.who.buttons[0].setFocus()
    click(page.who.buttons[0])
    assert desk.window.focusWidget() is before, "the keys go back to where they were"
    desk.until(page.model.rowCount, "my hours")
    assert not page.who.isVisible()
    assert page.view.isVisible()
    assert desk.session.people.me() == people[0].remote_id
