"""Light and dark: as the desktop says, live, unless somebody decided."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from resources import resource_path
from ui.fonts import FontRole, font
from ui.style_sheet import style_sheet
from ui.theme import DARK, LIGHT, Theme, tokens_in_use

ROLES: tuple[FontRole, ...] = ("clock", "stat", "title", "large", "section", "body", "strong", "small")


def desktop_turns(dark: bool) -> None:
    """What Qt does when the desktop's scheme changes."""
    scheme = Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light
    QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)


def test_the_desktop_is_followed_at_once(theme: Theme, qtbot: QtBot) -> None:
    theme.override(None)
    desktop_turns(dark=False)
    with qtbot.waitSignal(theme.changed):
        desktop_turns(dark=True)
    assert theme.dark
    assert theme.tokens is DARK
    assert tokens_in_use() is DARK
    desktop_turns(dark=False)
    assert tokens_in_use() is LIGHT


def test_a_decision_outlasts_the_desktop_and_can_be_taken_back(theme: Theme, qtbot: QtBot) -> None:
    theme.override(True)
    assert theme.tokens is DARK
    with qtbot.assertNotEmitted(theme.changed):
        desktop_turns(dark=False)
    assert theme.dark
    theme.override(None)
    assert not theme.dark


def test_nothing_is_dressed_again_without_a_change(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.override(False)


def test_widgets_take_the_colours(theme: Theme, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(120, 40)
    field.show()
    seen = []
    for dark in (False, True):
        theme.override(dark)
        seen.append(field.grab().toImage().pixelColor(60, 8).name().upper())
    assert seen == [LIGHT.surface, DARK.surface]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_is_whole(theme: Theme, tokens: object) -> None:
    sheet = style_sheet(tokens)  # type: ignore[arg-type]  # one of the two schemes
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert "font-size" not in sheet, "text sizes come from the system font"
    pictures = re.findall(r"url\((.+?)\)", sheet)
    assert len(pictures) > 5
    for picture in pictures:
        assert QDir().exists(picture), picture


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_pictures_of_the_style_sheet_have_its_colours(tokens: object) -> None:
    assert tokens in (LIGHT, DARK)
    own = DARK if tokens is DARK else LIGHT
    files = sorted(resource_path("icons", "controls").glob(f"*-{'dark' if own.dark else 'light'}.svg"))
    assert len(files) == 5
    for file in files:
        colors = set(re.findall(r"#[0-9A-Fa-f]{6}", file.read_text(encoding="utf-8")))
        assert colors <= {own.muted, own.on_accent}, file.name


@pytest.mark.parametrize("role", ROLES)
def test_text_grows_with_the_system_font(qapp: QApplication, role: FontRole) -> None:
    before = qapp.font()
    small = font(role).pointSizeF()
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() * 2)
    try:
        qapp.setFont(larger)
        assert font(role).pointSizeF() == pytest.approx(small * 2, rel=0.1)
    finally:
        qapp.setFont(before)


def test_digits_are_of_equal_width(qapp: QApplication) -> None:
    assert [tag.toString() for tag in font("clock").featureTags()] == [b"tnum"]


def test_no_rule_paints_over_a_button(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Go")
    button.setProperty("role", "primary")
    qtbot.addWidget(button)
    button.resize(120, 40)
    button.show()
    assert button.grab().toImage().pixelColor(60, 5).name().upper() == LIGHT.accent
