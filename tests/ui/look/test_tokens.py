"""Colours that can be read, and one colour for one project."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor

from app.domain.ids import ProjectId
from app.storage.project_marks import ProjectMarkRow
from ui.project_colors import spread
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


def marks(folder: str, projects: int, client: str = "c1") -> list[ProjectMarkRow]:
    """Projects of one client as one data folder has them: local ids and order are its own."""
    return [
        ProjectMarkRow(ProjectId(f"{folder}-{number}"), client, str(33_100_000 + number), f"Project {number}")
        for number in sorted(range(projects), key=lambda number: f"{folder}{number * 7919}"[::-1])
    ]


def test_a_project_has_one_colour_in_every_data_folder() -> None:
    here, there = spread(marks("a", 20)), spread(marks("b", 20))
    assert [here[ProjectId(f"a-{n}")] for n in range(20)] == [there[ProjectId(f"b-{n}")] for n in range(20)]


def test_projects_of_one_client_have_different_colours_that_a_later_one_leaves_alone() -> None:
    few, all_ = spread(marks("a", 5)), spread(marks("a", len(PROJECT_COLORS)))
    assert sorted(all_.values()) == list(range(len(PROJECT_COLORS)))
    assert few.items() <= all_.items()


def test_projects_without_an_id_in_clientary_follow_their_name() -> None:
    one = spread([ProjectMarkRow(ProjectId("x"), None, None, "Café")])
    other = spread(
        [ProjectMarkRow(ProjectId("y"), None, None, "café"), ProjectMarkRow(ProjectId("z"), None, None, "Zoo")]
    )
    assert one["x"] == other["y"]


def test_a_project_keeps_its_colour_and_projects_differ() -> None:
    assert project_color("p1") == project_color("p1")
    assert {project_color(f"p{number}").name().upper() for number in range(200)} == set(PROJECT_COLORS)


def test_steps_and_mixtures() -> None:
    assert [space(n) for n in (0, 1, 5)] == [0, 4, 20]
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"
    assert mixed("#102030", "#FFFFFF", 0) == "#102030"
