"""Colours that can be read, and one colour for one project."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor

from ui.theme import DARK, LIGHT, Tokens, mixed, project_color, space
from ui.tokens import PROJECT_COLORS

SCHEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def luminance(color: QColor) -> float:
    """Relative luminance as the web accessibility guidelines define it."""
    shares = (color.redF(), color.greenF(), color.blueF())
    parts = [float(part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4) for part in shares]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str | QColor, other: str | QColor) -> float:
    """1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@SCHEMES
def test_text_can_be_read_on_every_ground(tokens: Tokens) -> None:
    grounds = (tokens.bg, tokens.surface, tokens.raised, tokens.accent_soft)
    for text, ground in product((tokens.text, tokens.muted, tokens.accent), grounds):
        assert contrast(text, ground) >= 4.5, (text, ground)
    for text, ground in product((tokens.text,), (tokens.run_soft, tokens.danger_soft, tokens.warn_soft)):
        assert contrast(text, ground) >= 7, (text, ground)


@SCHEMES
def test_states_can_be_read_on_their_own_ground(tokens: Tokens) -> None:
    pairs = (
        (tokens.run, tokens.run_soft),
        (tokens.danger, tokens.danger_soft),
        (tokens.warn, tokens.warn_soft),
        (tokens.on_accent, tokens.accent),
        (tokens.on_accent, tokens.danger),
        (tokens.bg, tokens.text),
        (tokens.muted, tokens.border),
        (mixed(tokens.accent, tokens.bg, 0.5), tokens.text),
    )
    for text, ground in pairs:
        assert contrast(text, ground) >= 4.5, (text, ground)


@SCHEMES
def test_decoration_is_still_seen(tokens: Tokens) -> None:
    for ground in (tokens.surface, tokens.bg):
        assert contrast(tokens.faint, ground) >= 3
        for color in PROJECT_COLORS:
            assert contrast(color, ground) >= 3, (color, ground)


def test_a_project_keeps_its_colour_and_projects_differ() -> None:
    assert project_color("p1") == project_color("p1")
    assert {project_color(f"p{number}").name().upper() for number in range(200)} == set(PROJECT_COLORS)


def test_steps_and_mixtures() -> None:
    assert [space(n) for n in (0, 1, 5)] == [0, 4, 20]
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"
    assert mixed("#102030", "#FFFFFF", 0) == "#102030"
