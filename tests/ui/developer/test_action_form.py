"""Forms made of schemas: what is typed becomes the value asked for, and what does not fit is said at its field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.services.action_inputs import Problem, inputs_of, problems
from tests.ui.look.conftest import theme
from tests.ui.records.desk import button_of, click
from ui.theme import Theme
from ui.widgets.action_form import ActionForm
from ui.widgets.choice import Choice
from ui.widgets.icon_button import IconButton
from ui.widgets.input_field import InputField

__all__ = ["theme"]

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title", "client"],
    "properties": {
        "rate": {"type": "number"},
        "count": {"type": "integer"},
        "title": {"type": "string", "description": "What it is <b>called</b>"},
        "open": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "kind": {"enum": ["a", "b"]},
        "free": {},
        "client": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "city": {"type": "string"}},
        },
        "address": {"type": "object", "properties": {"zip": {"type": "string"}}},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["price"],
                "properties": {"title": {"type": "string"}, "price": {"type": "number"}},
            },
        },
    },
}


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> ActionForm:
    made = ActionForm(inputs_of(SCHEMA))
    qtbot.addWidget(made)
    made.resize(600, 900)
    made.show()
    return made


def fields(form: ActionForm, name: str) -> list[InputField]:
    return [one for one in form.findChildren(InputField) if one.wanted.name == name and one.isVisible()]


def fill(form: ActionForm, name: str, text: str, number: int = 0) -> None:
    editor = fields(form, name)[number].editor
    assert isinstance(editor, QLineEdit)
    editor.clear()
    QTest.keyClicks(editor, text)


def choose(form: ActionForm, name: str, key: Qt.Key, times: int = 1) -> None:
    editor = fields(form, name)[0].editor
    assert isinstance(editor, Choice)
    for _ in range(times):
        QTest.keyClick(editor, key)


def test_nothing_given_is_nothing_sent_but_what_is_required_is_asked_for(form: ActionForm) -> None:
    assert form.payload() == {"client": {}}
    left = form.show_all(problems(inputs_of(SCHEMA), form.payload()))
    assert left == []
    wrong = [field for field in form.findChildren(InputField) if field.error]
    assert sorted(field.wanted.name for field in wrong) == ["name", "title"]
    assert wrong[0].editor.accessibleName() == "title (required)"
    assert wrong[0].editor.accessibleDescription() == "This is required."


def test_values_have_the_types_of_the_schema(form: ActionForm) -> None:
    fill(form, "title", "Site")
    fill(form, "rate", "82.50")
    fill(form, "count", "3")
    fill(form, "day", "2026-02-01")
    fill(form, "free", '{"a": [1.10]}')
    choose(form, "open", Qt.Key.Key_Down, 2)
    choose(form, "kind", Qt.Key.Key_End)
    fill(form, "name", "Acme")
    fill(form, "zip", "0123")
    assert form.payload() == {
        "title": "Site", "rate": Decimal("82.50"), "count": 3, "day": "2026-02-01", "free": {"a": [Decimal("1.10")]},
        "open": False, "kind": "b", "client": {"name": "Acme"}, "address": {"zip": "0123"},
    }  # fmt: skip
    assert problems(inputs_of(SCHEMA), form.payload()) == []


def test_rows_of_a_list_come_and_go_and_their_faults_stand_at_them(form: ActionForm) -> None:
    fill(form, "title", "Site")
    fill(form, "name", "Acme")
    for price in ("1", "x", "3"):
        click(button_of(form, "Add to lines"))
        fill(form, "price", price, len(fields(form, "price")) - 1)
    form.show_all(problems(inputs_of(SCHEMA), form.payload()))
    assert [field.error for field in fields(form, "price")] == [None, "A number is expected, as 12 or 12.50.", None]
    assert fields(form, "price")[1].editor.hasFocus()
    removers = [one for one in form.findChildren(IconButton) if one.accessibleName() == "Take this one away"]
    click(removers[1])
    assert form.payload()["lines"] == [{"price": 1}, {"price": 3}]


def test_without_a_schema_json_is_typed(qtbot: QtBot, theme: Theme) -> None:
    form = ActionForm(inputs_of({}))
    qtbot.addWidget(form)
    form.show()
    fill(form, "Further inputs, as a JSON object", '{"id": 5}')
    assert form.payload() == {"id": 5}
    fill(form, "Further inputs, as a JSON object", "[5]")
    form.show_all([Problem("elsewhere", "is required")])
    assert form.further_is_wrong
    assert form.findChildren(InputField)[0].error == "This is no JSON object."
    assert form.show_all([Problem("elsewhere", "is required")]) == ["elsewhere: is required"]
